import type { HashJob, LayerJob } from "../worker/core.js";
import type { WorkerClient } from "../worker/client.js";
import { poolSize, runPool } from "../worker/pool.js";
import { spawn } from "../worker/spawn.js";
import type { Engine } from "./engine.js";
import { LaminaError } from "./error.js";
import { ArchivedImage } from "./image.js";
import { ExportPlan } from "./plan.js";
import type {
  Archive,
  Compression,
  Edits,
  Image,
  OpenOptions,
  Plan,
  Problem,
  Progress,
  Verification,
  VerifyOptions,
} from "./types.js";

export class OpenArchive implements Archive {
  readonly name: string;
  readonly images: Image[];
  readonly #engine: Engine;
  readonly #indexed: Promise<void>;
  readonly #options: OpenOptions;

  constructor(engine: Engine, name: string, jobs: LayerJob[], options: OpenOptions) {
    this.#engine = engine;
    this.#options = options;
    this.name = name;
    this.images = engine.description.images.map((_, index) => new ArchivedImage(engine, index));
    this.#indexed = indexLayers(engine, jobs, options);
    // Not everybody waits for it.
    this.#indexed.catch(() => undefined);
  }

  get format(): string {
    return this.#engine.description.format;
  }
  get formatName(): string {
    return this.#engine.description.formatName;
  }
  get size(): number {
    return this.#engine.description.size;
  }
  get compression(): Compression {
    return this.#engine.description.compression;
  }
  get unpacked(): number {
    return this.#engine.description.unpacked;
  }
  get problems(): Problem[] {
    return this.#engine.description.problems;
  }
  get unreferenced(): { count: number; size: number } {
    return this.#engine.description.unreferenced;
  }

  indexed(): Promise<void> {
    return this.#indexed;
  }

  async verify({ signal, onProgress }: VerifyOptions = {}): Promise<Verification[]> {
    const engine = this.#engine;
    const { workers, limits } = this.#options;
    await inWorkers<HashJob, object>(engine, await engine.call("hashJobs", []), {
      phase: "verifying",
      options: { signal, workers, limits, onProgress },
      run: (client, job, progress) => client.call("hash", [job], { onProgress: progress }),
      done: (job, digests) => engine.call("addDigests", [job.member, digests]),
      failed: (job, error) => engine.call("failDigests", [job.member, error.toCore()]),
    });
    const { list, description } = await engine.call("verifications", []);
    engine.description = description;
    return list;
  }

  async plan(edits: Edits): Promise<Plan> {
    const { plan, parts } = await this.#engine.call("plan", [edits]);
    return new ExportPlan(this.#engine, edits, plan, parts);
  }

  close(): void {
    this.#engine.close();
  }
}

/** Reads every layer in workers of its own; each one read or failed makes a new description. */
function indexLayers(engine: Engine, jobs: LayerJob[], options: OpenOptions): Promise<void> {
  return inWorkers<LayerJob, Uint8Array>(engine, jobs, {
    phase: "layers",
    options,
    run: (client, job, progress) => client.call("index", [job], { onProgress: progress }),
    done: async (job, packed) => {
      engine.description = await engine.call("addLayer", [job.key, packed], {
        transfer: [packed.buffer],
      });
    },
    failed: async (job, error) => {
      engine.description = await engine.call("failLayer", [job.key, error.toCore()]);
    },
  });
}

/** What is to be done with each part of the archive. */
interface Work<Job, Result> {
  phase: Progress["phase"];
  options: {
    signal?: AbortSignal | undefined;
    workers?: number | undefined;
    limits?: OpenOptions["limits"] | undefined;
    onProgress?: ((progress: Progress) => void) | undefined;
  };
  run: (client: WorkerClient, job: Job, onProgress: (bytes: number) => void) => Promise<Result>;
  done: (job: Job, result: Result) => Promise<unknown>;
  failed: (job: Job, error: LaminaError) => Promise<unknown>;
}

/** Runs jobs in workers of their own, telling how far they are; rejects when it is stopped. */
async function inWorkers<Job extends { size: number }, Result>(
  engine: Engine,
  jobs: readonly Job[],
  { phase, options, run, done, failed }: Work<Job, Result>,
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

  tell();
  await runPool<Job, Result>({
    jobs,
    size: wrapping?.inOrder
      ? 1
      : poolSize(
          jobs.map((job) => job.size),
          // Browsers that hide it say 0 or nothing.
          navigator.hardwareConcurrency || 2,
          workers,
        ),
    signal: stop,
    spawn: async () => {
      const client = await spawn(stop);
      await client.call("attach", [blob, wrapping, limits]);
      return {
        run: (job, progress) => run(client, job, progress),
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
