/** What an archive and its images, trees, views and plans share: the coordinator and the file. */
import type { ArchiveDescription, FolderPart, LayerJob, Wrapping } from "../worker/core.js";
import type { CallOptions, WorkerClient } from "../worker/client.js";
import type { CallArgs, CallName, CallResult } from "../worker/protocol.js";
import { LaminaError } from "./error.js";
import type { Limits } from "./types.js";

/** What was opened. */
export interface Opened {
  blob: Blob;
  folder: FolderPart[] | null;
  limits: Partial<Limits> | undefined;
}

export class Engine {
  readonly blob: Blob;
  readonly folder: FolderPart[] | null;
  readonly limits: Partial<Limits> | undefined;
  /** The layers that can be read, by key. */
  readonly jobs: ReadonlyMap<number, LayerJob>;
  /** Those that have been read, by key: the how manieth reading it was. */
  readonly readings = new Map<number, number>();
  /** Resolves when all layers that can be read have been. */
  read: Promise<void> = Promise.resolve();
  /** Of a file that is compressed as a whole: what a layer worker needs to read in it. */
  readonly wrapping: Wrapping | undefined;
  /** What the coordinator said last. */
  description: ArchiveDescription;
  /** Fires when the archive is closed. */
  readonly closing = new AbortController();
  readonly #client: WorkerClient;

  constructor(
    { blob, folder, limits }: Opened,
    client: WorkerClient,
    description: ArchiveDescription,
    jobs: readonly LayerJob[],
    wrapping: Wrapping | undefined,
  ) {
    this.blob = blob;
    this.folder = folder;
    this.limits = limits;
    this.jobs = new Map(jobs.map((job) => [job.key, job]));
    this.wrapping = wrapping;
    this.#client = client;
    this.description = description;
  }

  /** Resolves when nothing more can be asked: null if the archive was closed, else why. */
  get ended(): Promise<LaminaError | null> {
    return this.#client.death.then((error) => (this.closing.signal.aborted ? null : error));
  }

  async call<K extends CallName>(
    name: K,
    args: CallArgs<K>,
    options?: CallOptions,
  ): Promise<CallResult<K>> {
    try {
      return await this.#client.call(name, args, options);
    } catch (thrown) {
      // After a trap in the core nothing that it holds can be trusted.
      if (thrown instanceof LaminaError && thrown.fatal) this.#client.end(thrown);
      throw thrown;
    }
  }

  /** Gives the coordinator a layer that was read. */
  async addLayer(key: number, packed: Uint8Array<ArrayBuffer>): Promise<void> {
    this.description = await this.call("addLayer", [key, packed], { transfer: [packed.buffer] });
    this.readings.set(key, (this.readings.get(key) ?? 0) + 1);
  }

  close(): void {
    this.closing.abort();
    this.#client.end(new LaminaError("aborted", "The archive was closed."));
  }
}
