import type { LayerJob } from "../worker/core.js";
import { poolSize, runPool } from "../worker/pool.js";
import { spawn } from "../worker/spawn.js";
import type { Engine } from "./engine.js";
import { LaminaError } from "./error.js";
import { ArchivedImage } from "./image.js";
import { ExportPlan } from "./plan.js";
import type { Archive, Edits, Image, OpenOptions, Plan, Problem } from "./types.js";

export class OpenArchive implements Archive {
  readonly name: string;
  readonly images: Image[];
  readonly #engine: Engine;
  readonly #indexed: Promise<void>;

  constructor(engine: Engine, name: string, jobs: LayerJob[], options: OpenOptions) {
    this.#engine = engine;
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
  get problems(): Problem[] {
    return this.#engine.description.problems;
  }
  get unreferenced(): { count: number; size: number } {
    return this.#engine.description.unreferenced;
  }

  indexed(): Promise<void> {
    return this.#indexed;
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
async function indexLayers(
  engine: Engine,
  jobs: LayerJob[],
  { signal, workers, limits, onProgress }: OpenOptions,
): Promise<void> {
  const stop = signal ? AbortSignal.any([signal, engine.closing.signal]) : engine.closing.signal;
  const done = new Map<number, number>();
  const totalBytes = jobs.reduce((sum, job) => sum + job.size, 0);
  let layers = 0;
  const tell = (): void => {
    if (stop.aborted) return;
    let bytes = 0;
    for (const part of done.values()) bytes += part;
    onProgress?.({ phase: "layers", bytes, totalBytes, layers, totalLayers: jobs.length });
  };
  const finish = (job: LayerJob): void => {
    layers += 1;
    done.set(job.key, job.size);
    tell();
  };

  tell();
  await runPool<LayerJob, Uint8Array>({
    jobs,
    size: poolSize(
      jobs.map((job) => job.size),
      // Browsers that hide it say 0 or nothing.
      navigator.hardwareConcurrency || 2,
      workers,
    ),
    signal: stop,
    spawn: async () => {
      const client = await spawn(stop);
      return {
        index: (job, progress) =>
          client.call("index", [engine.blob, job, limits], { onProgress: progress }),
        end: () => client.end(LaminaError.aborted()),
      };
    },
    survives: (error) => error instanceof LaminaError && !error.fatal && error.code !== "internal",
    done: async (job, packed) => {
      engine.description = await engine.call("addLayer", [job.key, packed], {
        transfer: [packed.buffer],
      });
      finish(job);
    },
    failed: async (job, error) => {
      engine.description = await engine.call("failLayer", [
        job.key,
        LaminaError.of(error).toCore(),
      ]);
      finish(job);
    },
    onProgress: (job, bytes) => {
      done.set(job.key, Math.min(bytes, job.size));
      tell();
    },
  });
  if (stop.aborted) throw LaminaError.aborted();
}
