import type { WorkerClient } from "../worker/client.js";
import { cores, poolSize, runPool } from "../worker/pool.js";
import { spawn } from "../worker/spawn.js";
import type { Engine } from "./engine.js";
import { LaminaError } from "./error.js";
import type { OpenOptions, Progress } from "./types.js";

/** What is to be done with each part of the archive. */
export interface Work<Job, Result> {
  phase: Progress["phase"];
  /** Starts a worker; one with the core if absent. */
  start?: (signal: AbortSignal) => Promise<WorkerClient>;
  options: {
    signal?: AbortSignal | undefined;
    workers?: number | undefined;
    limits?: OpenOptions["limits"] | undefined;
    onProgress?: ((progress: Progress) => void) | undefined;
  };
  /** `idle` says that there are more cores than workers. */
  run: (
    client: WorkerClient,
    job: Job,
    onProgress: (bytes: number) => void,
    idle: boolean,
  ) => Promise<Result>;
  done: (job: Job, result: Result) => Promise<unknown>;
  failed: (job: Job, error: LaminaError) => Promise<unknown>;
}

/** Runs jobs in workers of their own, telling how far they are; rejects when it is stopped. */
export async function inWorkers<Job extends { size: number }, Result>(
  engine: Engine,
  jobs: readonly Job[],
  { phase, start = spawn, options, run, done, failed }: Work<Job, Result>,
): Promise<void> {
  const { signal, workers, limits, onProgress } = options;
  const { blob, wrapping } = engine;
  const stop = signal ? AbortSignal.any([signal, engine.closing.signal]) : engine.closing.signal;
  const bytesOf = new Map<Job, number>();
  const totalBytes = jobs.reduce((sum, job) => sum + job.size, 0);
  let layers = 0;
  const tell = (): void => {
    if (stop.aborted) return;
    let bytes = 0;
    for (const part of bytesOf.values()) bytes += part;
    onProgress?.({ phase, bytes, totalBytes, layers, totalLayers: jobs.length });
  };
  const finish = (job: Job): void => {
    layers += 1;
    bytesOf.set(job, job.size);
    tell();
  };

  const sizes = jobs.map((job) => job.size);
  const size = wrapping?.inOrder ? 1 : poolSize(sizes, cores(), workers);
  tell();
  await runPool<Job, Result>({
    jobs,
    size,
    signal: stop,
    spawn: async () => {
      const client = await start(stop);
      await client.call("attach", [blob, wrapping, limits]);
      return {
        run: (job, progress) => run(client, job, progress, size < cores()),
        end: () => client.end(LaminaError.aborted()),
      };
    },
    survives: (error) => error instanceof LaminaError && !error.fatal && error.code !== "internal",
    done: async (job, result) => {
      await done(job, result);
      finish(job);
    },
    failed: async (job, error) => {
      await failed(job, LaminaError.of(error));
      finish(job);
    },
    onProgress: (job, bytes) => {
      bytesOf.set(job, Math.min(bytes, job.size));
      tell();
    },
  });
  if (stop.aborted) throw LaminaError.aborted();
}
