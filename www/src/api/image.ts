import type { ImageDescription } from "../worker/core.js";
import type { Engine } from "./engine.js";
import { LaminaError } from "./error.js";
import { MergedTree } from "./tree.js";
import type {
  Attestation,
  Change,
  HistoryStep,
  Image,
  LayerInfo,
  Rules,
  Tree,
  View,
  ViewOptions,
} from "./types.js";
import { OpenView } from "./view.js";

/** One image of an open archive; what it tells grows while layers arrive. */
export class ArchivedImage implements Image {
  readonly config: Record<string, unknown>;
  readonly #engine: Engine;
  readonly #index: number;

  constructor(engine: Engine, index: number) {
    this.#engine = engine;
    this.#index = index;
    this.config = parsed(this.#now.config);
  }

  get #now(): ImageDescription {
    const description = this.#engine.description.images[this.#index];
    if (!description) throw new LaminaError("internal", `There is no image ${this.#index}.`);
    return description;
  }

  get id(): string {
    return this.#now.id;
  }
  get references(): string[] {
    return this.#now.references;
  }
  get platform(): string {
    return this.#now.platform;
  }
  get created(): string | null {
    return this.#now.created;
  }
  get createdSince(): string {
    return this.#now.createdSince;
  }
  get manifestDigest(): string | null {
    return this.#now.manifestDigest;
  }
  get sizeOnDisk(): number {
    return this.#now.sizeOnDisk;
  }
  get size(): number | null {
    return this.#now.size;
  }
  get layers(): LayerInfo[] {
    return this.#now.layers;
  }
  get attestations(): Attestation[] {
    return this.#now.attestations;
  }

  history(): HistoryStep[] {
    return this.#now.history;
  }

  rawConfig(): Promise<string> {
    return Promise.resolve(this.#now.config);
  }

  async tree({
    layer = this.#top,
    rules = "oci",
  }: { layer?: number; rules?: Rules } = {}): Promise<Tree> {
    const at = { layer, rules };
    const info = await this.#engine.call("treeInfo", [this.#index, at]);
    return new MergedTree(this.#engine, this.#index, at, info);
  }

  changes(layer: number, { rules = "oci" }: { rules?: Rules } = {}): Promise<Change[]> {
    return this.#engine.call("changes", [this.#index, { layer, rules }]);
  }

  async view(options: ViewOptions = {}): Promise<View> {
    const { view, ...info } = await this.#engine.call("openView", [this.#index, options]);
    return new OpenView(this.#engine, view, info);
  }

  get #top(): number {
    return Math.max(0, this.#now.layers.length - 1);
  }
}

/** A config that is no JSON object is shown raw; the core has said so among the problems. */
function parsed(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
