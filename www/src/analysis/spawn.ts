/** Starts workers with the scan core, all on one compiled module. */
import { WorkerClient } from "../worker/client.js";

let compiled: WebAssembly.Module | undefined;

export async function spawnScanner(signal?: AbortSignal): Promise<WorkerClient> {
  const client = new WorkerClient(
    new Worker(new URL("./scan-worker.ts", import.meta.url), {
      type: "module",
      name: "lamina-scan",
    }),
  );
  try {
    compiled = await client.call("start", [compiled ?? null], { signal });
    return client;
  } catch (error) {
    client.end(error as never);
    throw error;
  }
}
