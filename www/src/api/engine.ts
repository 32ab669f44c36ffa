/** What an archive and its images, trees, views and plans share: the coordinator and the file. */
import type { ArchiveDescription, Wrapping } from "../worker/core.js";
import type { CallOptions, WorkerClient } from "../worker/client.js";
import type { CallArgs, CallName, CallResult } from "../worker/protocol.js";
import { LaminaError } from "./error.js";

export class Engine {
  readonly blob: Blob;
  /** Of a file that is compressed as a whole: what a layer worker needs to read in it. */
  readonly wrapping: Wrapping | undefined;
  /** What the coordinator said last. */
  description: ArchiveDescription;
  /** Fires when the archive is closed. */
  readonly closing = new AbortController();
  readonly #client: WorkerClient;

  constructor(
    blob: Blob,
    client: WorkerClient,
    description: ArchiveDescription,
    wrapping: Wrapping | undefined,
  ) {
    this.blob = blob;
    this.wrapping = wrapping;
    this.#client = client;
    this.description = description;
  }

  call<K extends CallName>(
    name: K,
    args: CallArgs<K>,
    options?: CallOptions,
  ): Promise<CallResult<K>> {
    return this.#client.call(name, args, options);
  }

  close(): void {
    this.closing.abort();
    this.#client.end(new LaminaError("aborted", "The archive was closed."));
  }
}
