import type { PlanDescription, RopePart } from "../worker/core.js";
import type { Engine } from "./engine.js";
import type { Edits, Plan, Problem } from "./types.js";

/** A planned export: a rope of new bytes and slices of the opened file. */
export class ExportPlan implements Plan {
  readonly before: number;
  readonly after: number;
  readonly images: Plan["images"];
  readonly dropped: Plan["dropped"];
  readonly warnings: Problem[];
  readonly suggestedName: string;
  readonly loadCommand: string;
  readonly #engine: Engine;
  readonly #edits: Edits;
  readonly #parts: RopePart[];

  constructor(engine: Engine, edits: Edits, plan: PlanDescription, parts: RopePart[]) {
    this.#engine = engine;
    this.#edits = edits;
    this.#parts = parts;
    this.before = plan.before;
    this.after = plan.after;
    this.images = plan.images;
    this.dropped = plan.dropped;
    this.warnings = plan.warnings;
    this.suggestedName = plan.suggestedName;
    this.loadCommand = plan.loadCommand;
  }

  blob(): Promise<Blob> {
    return Promise.resolve(this.#rope());
  }

  stream(): ReadableStream<Uint8Array> {
    return this.#rope().stream();
  }

  async check(written: Blob = this.#rope()): Promise<void> {
    await this.#engine.call("check", [this.#edits, written]);
  }

  #rope(): Blob {
    const { blob } = this.#engine;
    const parts = this.#parts.map((part) =>
      "bytes" in part ? (part.bytes as BlobPart) : blob.slice(part.offset, part.offset + part.size),
    );
    return new Blob(parts, { type: "application/x-tar" });
  }
}
