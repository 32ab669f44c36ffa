/** Starts workers, all on one compiled module. */
import { WorkerClient } from "./client.js";

/** The compiled core, shared by every archive of the page. A failed try is not remembered. */
let compiled: WebAssembly.Module | undefined;

/**
 * A worker with the core instantiated in it. The first one compiles, not the page: a page whose
 * own policy forbids wasm can still run it in a worker file.
 */
export async function spawn(signal?: AbortSignal): Promise<WorkerClient> {
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
