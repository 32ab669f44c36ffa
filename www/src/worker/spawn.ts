/** Starts workers, all on one compiled module, and keeps a few at hand. */
import { WorkerClient } from "./client.js";

/** The compiled core, shared by every archive of the page. A failed try is not remembered. */
let compiled: WebAssembly.Module | undefined;

/** Workers that were started before anybody needed them. */
const waiting: Promise<WorkerClient | null>[] = [];

/**
 * Starts workers ahead, until so many wait: one costs some 60 ms, the first compiles the core.
 * None is started twice for a page that never opens anything.
 */
export async function prepare(count: number): Promise<void> {
  while (waiting.length < count) {
    // What fails here fails again, and is told, where a worker is needed.
    const one = start().catch(() => null);
    waiting.push(one);
    // The module is there when the first has compiled it; the others would compile it once more.
    if (!compiled) await one;
  }
}

/** A worker with the core instantiated in it, fresh or from those that wait. */
export async function spawn(signal?: AbortSignal): Promise<WorkerClient> {
  const ready = await waiting.shift();
  return ready && !ready.ended ? ready : start(signal);
}

/** The first one compiles, not the page: a page whose own policy forbids wasm can still run it in a worker file. */
async function start(signal?: AbortSignal): Promise<WorkerClient> {
  const client = new WorkerClient(
    new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "lamina" }),
  );
  try {
    compiled = await client.call("start", [compiled ?? null], { signal });
    return client;
  } catch (error) {
    client.end(error as never);
    throw error;
  }
}
