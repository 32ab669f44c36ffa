/** The page's side of one worker: calls as promises. */
import { LaminaError } from "../api/error.js";
import type { CallArgs, CallName, CallResult, Reply, Request } from "./protocol.js";

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: LaminaError) => void;
  onProgress: ((bytes: number) => void) | undefined;
  onFound: ((list: unknown[]) => void) | undefined;
  /** Looks without a sign of life so far. */
  silent: number;
}

/** Looks at a silent worker before it is given up: counted, since a sleeping computer's clock runs on. */
const LOOKS = 12;

export interface CallOptions {
  /** Stops the waiting, not the worker: its answer is then dropped. */
  signal?: AbortSignal | undefined;
  onProgress?: ((bytes: number) => void) | undefined;
  /** Takes what a long call finds while it goes on. */
  onFound?: ((list: unknown[]) => void) | undefined;
  /** Milliseconds without an answer or progress after which the worker counts as dead. */
  patience?: number | undefined;
  transfer?: Transferable[];
}

export class WorkerClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #die: (error: LaminaError) => void = () => undefined;
  #lastId = 0;
  #ended: LaminaError | undefined;
  /** Resolves with the reason when the worker is no more. */
  readonly death = new Promise<LaminaError>((resolve) => (this.#die = resolve));

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener("message", (event: MessageEvent<Reply>) => this.#receive(event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      // Without a message it is the script itself that did not load.
      this.end(
        event.message
          ? new LaminaError("internal", `A worker died: ${event.message}`, {
              help: "The computer may be out of memory: close what else is open, then open the archive again.",
              fatal: true,
            })
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
    { signal, onProgress, onFound, patience, transfer = [] }: CallOptions = {},
  ): Promise<CallResult<K>> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(LaminaError.aborted());
    const id = ++this.#lastId;
    let waiting!: Waiting;
    const promise = new Promise<unknown>((resolve, reject) => {
      waiting = { resolve, reject, onProgress, onFound, silent: 0 };
    });
    this.#waiting.set(id, waiting);
    const looking =
      patience === undefined ? undefined : setInterval(() => this.#look(waiting), patience / LOOKS);
    const abort = (): void => {
      this.#waiting.delete(id);
      waiting.reject(LaminaError.aborted());
    };
    signal?.addEventListener("abort", abort);
    const request: Request<K> = { id, call, args };
    this.#worker.postMessage(request, transfer);
    return promise.finally(() => {
      clearInterval(looking);
      signal?.removeEventListener("abort", abort);
    }) as Promise<CallResult<K>>;
  }

  /** Ends the worker at once; whoever waits for it gets the error. */
  end(error: LaminaError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#die(error);
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** A worker that the system killed says nothing at all. */
  #look(waiting: Waiting): void {
    if (++waiting.silent <= LOOKS) return;
    this.end(
      new LaminaError("internal", "The worker gave no sign of life any more.", {
        help: "The computer may be out of memory: close what else is open, then open the archive again.",
        fatal: true,
      }),
    );
  }

  #receive(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    if (reply.kind === "progress") {
      waiting.silent = 0;
      waiting.onProgress?.(reply.bytes);
      return;
    }
    if (reply.kind === "found") {
      waiting.silent = 0;
      waiting.onFound?.(reply.list);
      return;
    }
    this.#waiting.delete(reply.id);
    if (reply.kind === "value") waiting.resolve(reply.value);
    else waiting.reject(LaminaError.from(reply.error, reply.fatal));
  }
}
