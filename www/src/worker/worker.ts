/**
 * The worker's own side: takes requests, runs them on the wasm core, answers. Everything here is
 * synchronous but `start`; the page keeps long calls out of the coordinator.
 */
import init from "#core";

import { layerCalls } from "./layer.js";
import { isCoreError, toCoreError, transferables } from "./protocol.js";
import type { CallArgs, CallName, CallResult, Reply, Request } from "./protocol.js";
import { sessionCalls } from "./session.js";

/** Tells the page how many bytes were dealt with. */
export type Report = (bytes: number) => void;

/** A worker's implementation of some of the calls. */
export type Handlers<K extends CallName> = {
  [Name in K]: (
    report: Report,
    ...args: CallArgs<Name>
  ) => CallResult<Name> | Promise<CallResult<Name>>;
};

const handlers: Handlers<CallName> = {
  start: async (_report, given) => {
    const module = given ?? (await compile(new URL("../core/lamina_bg.wasm", import.meta.url)));
    await init({ module_or_path: module });
    return module;
  },
  ...layerCalls,
  ...sessionCalls,
};

/** Compiles while it downloads; a server with the wrong media type for wasm only costs time. */
async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: HTTP ${response.status}`);
  if (response.headers.get("content-type")?.startsWith("application/wasm")) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Progress of a long call, at most one message in 50 ms: each costs the page a task. */
function reporter(id: number): Report {
  let last = 0;
  return (bytes) => {
    const now = performance.now();
    if (now - last < 50) return;
    last = now;
    answer({ id, kind: "progress", bytes });
  };
}

function answer(reply: Reply, transfer: Transferable[] = []): void {
  self.postMessage(reply, { transfer });
}

async function handle({ id, call, args }: Request): Promise<void> {
  try {
    const handler = handlers[call] as (report: Report, ...args: unknown[]) => unknown;
    const value = await handler(reporter(id), ...args);
    answer({ id, kind: "value", value }, transferables(value));
  } catch (thrown) {
    const fatal = !isCoreError(thrown);
    // A trap is worth its stack in the console; what the core refuses is an answer like others.
    if (fatal) console.error(thrown);
    answer({ id, kind: "error", error: toCoreError(thrown), fatal });
  }
}

self.addEventListener("message", (event: MessageEvent<Request>) => void handle(event.data));
