/** Runs the jobs of an archive on a few workers, biggest first, and survives the death of any. */

/** One worker of the pool. `run` rejects with what went wrong. */
export interface PoolWorker<Job, Result> {
  run(job: Job, onProgress: (bytes: number) => void): Promise<Result>;
  end(): void;
}

export interface PoolOptions<Job, Result> {
  /** In the order in which they shall be started. */
  jobs: readonly Job[];
  /** How many workers at most. */
  size: number;
  spawn: () => Promise<PoolWorker<Job, Result>>;
  /** True if the worker can go on after this error; else another takes its place. */
  survives: (error: unknown) => boolean;
  done: (job: Job, result: Result) => Promise<void>;
  failed: (job: Job, error: unknown) => Promise<void>;
  /** Stored bytes of one job done so far. */
  onProgress: (job: Job, bytes: number) => void;
  signal: AbortSignal;
}

/** Resolves when every job is done or failed; at once when the signal fires. */
export async function runPool<Job, Result>(options: PoolOptions<Job, Result>): Promise<void> {
  const { jobs, size, signal } = options;
  const live = new Set<PoolWorker<Job, Result>>();
  const endAll = (): void => {
    for (const worker of live) worker.end();
    live.clear();
  };
  signal.addEventListener("abort", endAll, { once: true });
  // A function, since the compiler takes a property for unchanged over an `await`.
  const stopped = (): boolean => signal.aborted;
  let next = 0;

  async function lane(): Promise<void> {
    let worker: PoolWorker<Job, Result> | undefined;
    while (!stopped()) {
      const job = jobs[next++];
      if (job === undefined) break;
      try {
        if (!worker) {
          worker = await options.spawn();
          live.add(worker);
          if (stopped()) break;
        }
        const result = await worker.run(job, (bytes) => options.onProgress(job, bytes));
        await options.done(job, result);
      } catch (error) {
        if (stopped()) break;
        if (worker && !options.survives(error)) {
          worker.end();
          live.delete(worker);
          worker = undefined;
        }
        await options.failed(job, error);
      }
    }
    // An idle worker holds tens of megabytes of wasm memory for nothing.
    if (worker && live.delete(worker)) worker.end();
  }

  try {
    await Promise.all(Array.from({ length: Math.min(size, jobs.length) }, lane));
  } finally {
    endAll();
    signal.removeEventListener("abort", endAll);
  }
}

/** A worker costs some 60 ms to start: one for each this many stored bytes is worth it. */
const BYTES_WORTH_A_WORKER = 2 * 1024 * 1024;

/** The machine's cores. Browsers that hide it say 0 or nothing. */
export const cores = (): number => navigator.hardwareConcurrency || 2;

/** How many workers these layers deserve on a machine with so many cores. */
export function poolSize(sizes: readonly number[], cores: number, wanted?: number): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const worth = Math.max(1, Math.ceil(total / BYTES_WORTH_A_WORKER));
  const most = Math.max(1, Math.floor(wanted ?? Math.min(cores, 8)));
  return Math.min(most, wanted === undefined ? worth : most, sizes.length);
}
