import type { At, TreeInfo } from "../worker/core.js";
import type { Engine } from "./engine.js";
import { unpacked } from "./entries.js";
import { LaminaError } from "./error.js";
import type { Entry, Refusal, Rules, Tree, Version } from "./types.js";

/** Entries fetched at a time by `walk`. */
const WALK_AT_ONCE = 1000;
/** Bytes fetched at a time from a layer that has to be inflated. */
const READ_AT_ONCE = 4 * 1024 * 1024;

export class MergedTree implements Tree {
  readonly layer: number;
  readonly rules: Rules;
  readonly count: number;
  readonly size: number;
  readonly differing: number;
  readonly refused: Refusal[];
  readonly #engine: Engine;
  readonly #image: number;

  constructor(engine: Engine, image: number, { layer, rules }: At, info: TreeInfo) {
    this.#engine = engine;
    this.#image = image;
    this.layer = layer;
    this.rules = rules;
    this.count = info.count;
    this.size = info.size;
    this.differing = info.differing;
    this.refused = info.refused;
  }

  get #at(): At {
    return { layer: this.layer, rules: this.rules };
  }

  stat(path: string): Promise<Entry | null> {
    return this.#engine.call("stat", [this.#image, this.#at, path]);
  }

  async list(path: string): Promise<Entry[]> {
    return unpacked(await this.#engine.call("list", [this.#image, this.#at, path]));
  }

  async *walk(path = "/"): AsyncGenerator<Entry, void, undefined> {
    let after: string | undefined;
    for (;;) {
      const packed = await this.#engine.call("walk", [
        this.#image,
        this.#at,
        path,
        after,
        WALK_AT_ONCE,
      ]);
      const entries = unpacked(packed);
      yield* entries;
      if (entries.length < WALK_AT_ONCE) return;
      after = entries.at(-1)?.path;
    }
  }

  versions(path: string): Promise<Version[]> {
    return this.#engine.call("versions", [this.#image, path, this.rules]);
  }

  async read(
    path: string,
    { version, signal }: { version?: number; signal?: AbortSignal } = {},
  ): Promise<Blob> {
    const where = [this.#image, this.#at, path, version] as const;
    const { slice } = await this.#engine.call("locate", [...where], { signal });
    if (slice) return this.#engine.blob.slice(slice.offset, slice.offset + slice.size);

    const file = await this.#engine.call("openFile", [...where], { signal });
    const pieces: Blob[] = [];
    try {
      for (;;) {
        const bytes = await this.#engine.call("nextBytes", [file, READ_AT_ONCE], { signal });
        if (bytes === null) break;
        // As a Blob of its own at once: the browser may keep that outside of memory.
        pieces.push(new Blob([bytes as BlobPart]));
      }
    } catch (error) {
      this.#engine.call("closeFile", [file]).catch(() => undefined);
      throw LaminaError.of(error);
    }
    return new Blob(pieces);
  }
}
