/** The page's side of one worker: calls as promises. */
import { LaminaError } from "../api/error.js";
import type { CallArgs, CallName, CallResult, Reply, Request } from "./protocol.js";

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: LaminaError) => void;
  onProgress: ((bytes: number) => void) | undefined;
}

export interface CallOptions {
  /** Stops the waiting, not the worker: its answer is then dropped. */
  signal?: AbortSignal | undefined;
  onProgress?: ((bytes: number) => void) | undefined;
  transfer?: Transferable[];
}

export class WorkerClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: LaminaError | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener("message", (event: MessageEvent<Reply>) => this.#receive(event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      // Without a message it is the script itself that did not load.
      this.end(
        event.message
          ? new LaminaError("internal", event.message)
          : new LaminaError("io", "A worker of the page could not be started.", {
              help: "Check that lamina-worker.js is served beside the page, and that worker-src of the page's Content-Security-Policy allows it.",
            }),
      );
    });
    worker.addEventListener("messageerror", () =>
      this.end(new LaminaError("internal", "A message between the page and a worker was lost.")),
    );
  }

  /** Why the worker is no more; undefined while it lives. */
  get ended(): LaminaError | undefined {
    return this.#ended;
  }

  call<K extends CallName>(
    call: K,
    args: CallArgs<K>,
    { signal, onProgress, transfer = [] }: CallOptions = {},
  ): Promise<CallResult<K>> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(LaminaError.aborted());
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject, onProgress });
    const abort = (): void => {
      this.#waiting.delete(id);
      reject(LaminaError.aborted());
    };
    signal?.addEventListener("abort", abort);
    const request: Request<K> = { id, call, args };
    this.#worker.postMessage(request, transfer);
    return promise.finally(() => signal?.removeEventListener("abort", abort)) as Promise<
      CallResult<K>
    >;
  }

  /** Ends the worker at once; whoever waits for it gets the error. */
  end(error: LaminaError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #receive(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    if (reply.kind === "progress") {
      waiting.onProgress?.(reply.bytes);
      return;
    }
    this.#waiting.delete(reply.id);
    if (reply.kind === "value") waiting.resolve(reply.value);
    else waiting.reject(LaminaError.from(reply.error, reply.fatal));
  }
}
