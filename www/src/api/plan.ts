import type { PlanDescription, RopePart } from "../worker/core.js";
import type { Engine } from "./engine.js";
import type { Edits, Plan, Problem } from "./types.js";

const TYPE = "application/x-tar";
/** Bytes fetched at a time from a file that has to be decoded. */
const READ_AT_ONCE = 4 * 1024 * 1024;

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

  async blob(): Promise<Blob> {
    if (!this.#engine.wrapping) return this.#rope();
    const pieces: Blob[] = [];
    // As a Blob of its own at once: the browser may keep that outside of memory.
    for await (const bytes of this.#pieces()) pieces.push(new Blob([bytes as BlobPart]));
    return new Blob(pieces, { type: TYPE });
  }

  stream(): ReadableStream<Uint8Array> {
    if (!this.#engine.wrapping) return this.#rope().stream();
    const pieces = this.#pieces();
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    });
  }

  async check(written?: Blob): Promise<void> {
    await this.#engine.call("check", [this.#edits, written ?? (await this.blob())]);
  }

  #rope(): Blob {
    const { blob } = this.#engine;
    const parts = this.#parts.map((part) =>
      "bytes" in part ? (part.bytes as BlobPart) : blob.slice(part.offset, part.offset + part.size),
    );
    return new Blob(parts, { type: TYPE });
  }

  /** The new archive piece by piece, decoded by the coordinator. */
  async *#pieces(): AsyncGenerator<Uint8Array, undefined, undefined> {
    for (const part of this.#parts) {
      if ("bytes" in part) {
        yield part.bytes;
        continue;
      }
      for (let done = 0; done < part.size; done += READ_AT_ONCE) {
        const size = Math.min(READ_AT_ONCE, part.size - done);
        yield await this.#engine.call("read", [part.offset + done, size]);
      }
    }
  }
}
