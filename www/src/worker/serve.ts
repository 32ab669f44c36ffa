/** A worker's own side: takes requests, runs them, answers. */
import { isCoreError, toCoreError, transferables } from "./protocol.js";
import type { CallArgs, CallName, CallResult, Reply, Request } from "./protocol.js";

/** Tells the page how far a call is. */
export interface Report {
  /** Bytes that were dealt with. */
  (bytes: number): void;
  /** Something was found on the way. */
  found: (one: unknown) => void;
}

/** A worker's implementation of some of the calls. */
export type Handlers<K extends CallName> = {
  [Name in K]: (
    report: Report,
    ...args: CallArgs<Name>
  ) => CallResult<Name> | Promise<CallResult<Name>>;
};

/** Messages of one call are at least this many milliseconds apart: each costs the page a task. */
const BETWEEN = 50;

/** Answers requests for ever. */
export function serve(handlers: Partial<Handlers<CallName>>): void {
  const handle = async ({ id, call, args }: Request): Promise<void> => {
    const { report, flush } = reporter(id);
    try {
      const handler = handlers[call] as
        ((report: Report, ...args: unknown[]) => unknown) | undefined;
      if (!handler) throw new Error(`this worker knows no call ${call}`);
      const value = await handler(report, ...args);
      flush();
      answer({ id, kind: "value", value }, transferables(value));
    } catch (thrown) {
      const fatal = !isCoreError(thrown);
      // A trap is worth its stack in the console; what the core refuses is an answer like others.
      if (fatal) console.error(thrown);
      flush();
      answer({ id, kind: "error", error: toCoreError(thrown), fatal });
    }
  };
  self.addEventListener("message", (event: MessageEvent<Request>) => void handle(event.data));
}

/** Compiles while it downloads; a server with the wrong media type for wasm only costs time. */
export async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: HTTP ${response.status}`);
  if (response.headers.get("content-type")?.startsWith("application/wasm")) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

function reporter(id: number): { report: Report; flush: () => void } {
  let last = 0;
  let lastFound = performance.now();
  let list: unknown[] = [];
  const flush = (): void => {
    if (list.length === 0) return;
    answer({ id, kind: "found", list });
    list = [];
  };
  const report = (bytes: number): void => {
    const now = performance.now();
    if (now - last < BETWEEN) return;
    last = now;
    answer({ id, kind: "progress", bytes });
    // What was found long ago does not wait for the next find.
    flush();
  };
  const found = (one: unknown): void => {
    list.push(one);
    const now = performance.now();
    if (now - lastFound < BETWEEN) return;
    lastFound = now;
    flush();
  };
  return { report: Object.assign(report, { found }), flush };
}

function answer(reply: Reply, transfer: Transferable[] = []): void {
  self.postMessage(reply, { transfer });
}
