import type { LayerJob } from "../worker/core.js";
import type { Engine } from "./engine.js";
import type { LaminaError } from "./error.js";
import { ArchivedImage } from "./image.js";
import { Layers } from "./layers.js";
import { ExportPlan } from "./plan.js";
import type {
  Archive,
  Compression,
  Edits,
  Image,
  OpenOptions,
  Plan,
  Problem,
  Verification,
  VerifyOptions,
} from "./types.js";

export class OpenArchive implements Archive {
  readonly name: string;
  readonly images: Image[];
  readonly #engine: Engine;
  readonly #layers: Layers;

  constructor(engine: Engine, name: string, jobs: LayerJob[], options: OpenOptions) {
    this.#engine = engine;
    this.name = name;
    this.images = engine.description.images.map(
      (_, index) => new ArchivedImage(engine, index, () => this),
    );
    this.#layers = new Layers(engine, jobs, options);
    engine.read = this.#layers.indexed;
  }

  get format(): string {
    return this.#engine.description.format;
  }
  get formatName(): string {
    return this.#engine.description.formatName;
  }
  get size(): number {
    return this.#engine.description.size;
  }
  get compression(): Compression {
    return this.#engine.description.compression;
  }
  get unpacked(): number {
    return this.#engine.description.unpacked;
  }
  get problems(): Problem[] {
    return this.#engine.description.problems;
  }
  get unreferenced(): { count: number; size: number } {
    return this.#engine.description.unreferenced;
  }

  get ended(): Promise<LaminaError | null> {
    return this.#engine.ended;
  }

  indexed(): Promise<void> {
    return this.#layers.indexed;
  }

  verify(options: VerifyOptions = {}): Promise<Verification[]> {
    return this.#layers.verify(options);
  }

  async plan(edits: Edits): Promise<Plan> {
    const { plan, parts } = await this.#engine.call("plan", [edits]);
    return new ExportPlan(this.#engine, edits, plan, parts);
  }

  close(): void {
    this.#engine.close();
  }
}
