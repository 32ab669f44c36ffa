/** The layers of an open archive: read, remembered, and held against their digests. */
import type { HashJob, LayerJob } from "../worker/core.js";
import { cores } from "../worker/pool.js";
import type { Engine } from "./engine.js";
import { LaminaError } from "./error.js";
import { inWorkers } from "./jobs.js";
import { Remembered } from "./remembered.js";
import type { OpenOptions, Verification, VerifyOptions } from "./types.js";

/** Milliseconds that a layer worker may be silent: far more than a megabyte takes on a slow disk. */
const PATIENCE = 120_000;
/** Stored bytes of all layers below which reading is as fast as remembering, */
const WORTH_REMEMBERING = 16 * 1024 * 1024;
/** and above which hashing them all, unasked, would keep a disk busy for too long. */
const MOST_UNASKED = 4 * 1024 * 1024 * 1024;

export class Layers {
  readonly indexed: Promise<void>;
  readonly #engine: Engine;
  readonly #options: OpenOptions;
  /** Layers whose index was remembered, not read. */
  readonly #recalled = new Set<number>();
  readonly #memory: Promise<Remembered | null>;
  /** The hashing that nobody asked for. */
  #background: { done: Promise<void>; abort: AbortController } | null = null;

  constructor(engine: Engine, jobs: readonly LayerJob[], options: OpenOptions) {
    this.#engine = engine;
    this.#options = options;
    const size = jobs.reduce((sum, job) => sum + job.size, 0);
    // Limits change what an index holds. A file that is compressed as a whole is decoded anyway.
    const { remember = true, limits } = options;
    const worthIt = remember && !limits && !engine.wrapping && size >= WORTH_REMEMBERING;
    this.#memory = worthIt ? Remembered.open() : Promise.resolve(null);
    const { signal } = engine.closing;
    signal.addEventListener("abort", () => void this.#memory.then((memory) => memory?.close()));
    this.indexed = this.#read(jobs);
    this.indexed.then(
      () => {
        if (worthIt && size <= MOST_UNASKED) this.#checkUnasked();
      },
      // Not everybody waits for it.
      () => undefined,
    );
  }

  /** Hashes what has not been hashed yet. */
  async verify({ signal, onProgress }: VerifyOptions): Promise<Verification[]> {
    this.#background?.abort.abort();
    await this.#background?.done;
    await this.#hash(await this.#engine.call("hashJobs", []), { signal, onProgress });
    return this.#verifications();
  }

  async #verifications(): Promise<Verification[]> {
    const { list, description } = await this.#engine.call("verifications", []);
    this.#engine.description = description;
    return list;
  }

  async #read(jobs: readonly LayerJob[]): Promise<void> {
    const rest: LayerJob[] = [];
    const memory = await this.#memory;
    for (const job of jobs) if (!(memory && (await this.#recall(memory, job)))) rest.push(job);
    await this.#index(rest);
  }

  /** Takes a layer's index from memory, if it is there and the layer looks like the same. */
  async #recall(memory: Remembered, job: LayerJob): Promise<boolean> {
    const packed = await memory.recall(job, this.#engine.blob);
    if (!packed) return false;
    try {
      await this.#engine.addLayer(job.key, packed);
      this.#recalled.add(job.key);
      return true;
    } catch (error) {
      // What the core does not take is of no use; an archive that was closed says nothing of it.
      if (LaminaError.of(error).code === "format") await memory.forget(job);
      return false;
    }
  }

  /** Reads layers in workers of their own; each one read or failed makes a new description. */
  #index(jobs: readonly LayerJob[]): Promise<void> {
    const engine = this.#engine;
    return inWorkers<LayerJob, Uint8Array<ArrayBuffer>>(engine, jobs, {
      phase: "layers",
      options: this.#options,
      // Where every core has a layer, fetching ahead takes time from the others: an image of 13 took a fifth longer.
      run: (client, job, progress, idle) =>
        client.call("index", [job, idle], { onProgress: progress, patience: PATIENCE }),
      done: (job, packed) => engine.addLayer(job.key, packed),
      failed: async (job, error) => {
        engine.description = await engine.call("failLayer", [job.key, error.toCore()]);
      },
    });
  }

  async #hash(jobs: readonly HashJob[], options: OpenOptions | VerifyOptions): Promise<void> {
    const engine = this.#engine;
    const stale: LayerJob[] = [];
    await inWorkers<HashJob, object>(engine, jobs, {
      phase: "verifying",
      options: { workers: this.#options.workers, limits: this.#options.limits, ...options },
      run: (client, job, progress) =>
        client.call("hash", [job], { onProgress: progress, patience: PATIENCE }),
      done: async (job, digests) => {
        await engine.call("addDigests", [job.member, digests]);
        const layer = job.layer === null ? undefined : this.#engine.jobs.get(job.layer);
        if (layer && (await this.#settle(layer))) stale.push(layer);
      },
      failed: (job, error: LaminaError) => engine.call("failDigests", [job.member, error.toCore()]),
    });
    if (stale.length > 0) await this.#index(stale);
  }

  /**
   * What becomes of a layer's index when its digest is known: remembered if that is as it should be; given
   * up if it was recalled and is not. Resolves with whether the layer is to be read anew.
   */
  async #settle(job: LayerJob): Promise<boolean> {
    const memory = await this.#memory;
    if (!memory) return false;
    const kept = await this.#engine.call("keepsPromise", [job.key]);
    if (kept === true && !this.#recalled.has(job.key)) {
      const packed = await this.#engine.call("packLayer", [job.key]).catch(() => null);
      if (packed) await memory.keep(job, this.#engine.blob, packed);
    }
    if (kept !== false || !this.#recalled.delete(job.key)) return false;
    // The remembered index is of the layer that this one pretends to be.
    await this.#engine.call("dropLayer", [job.key]);
    return true;
  }

  /** Hashes the layers once they are read: only what was computed here is remembered. */
  #checkUnasked(): void {
    const abort = new AbortController();
    const run = async (): Promise<void> => {
      const jobs = await this.#engine.call("hashJobs", []);
      await this.#hash(
        jobs.filter((job) => job.layer !== null),
        {
          signal: abort.signal,
          // Half of the cores: somebody is looking at the page.
          workers: Math.max(1, Math.floor(cores() / 2)),
        },
      );
      await this.#verifications();
      const total = jobs.length;
      this.#options.onProgress?.({
        phase: "verifying",
        bytes: 1,
        totalBytes: 1,
        layers: total,
        totalLayers: total,
      });
    };
    // It was not asked for: what goes wrong is told when it is.
    this.#background = { abort, done: run().catch(() => undefined) };
  }
}
