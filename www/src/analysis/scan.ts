/** Reads the files of an image's layers, in workers, one layer each. */
import type { Engine } from "../api/engine.js";
import type { AskOptions, Unread } from "../api/insight-types.js";
import { inWorkers } from "../api/jobs.js";
import type { LayerJob } from "../worker/core.js";
import type { RawMatch, RawSecret, Wishes } from "./core.js";
import type { ScanResult } from "./protocol.js";
import { spawnScanner } from "./spawn.js";

/** Milliseconds of silence after which a worker counts as dead. */
const PATIENCE = 120_000;

/** A layer, by its position in the image, and which of its entries are to be looked at; null for all. */
export interface LayerScan {
  layer: number;
  only: Uint32Array<ArrayBuffer> | null;
}

interface Job extends LayerScan {
  key: number;
  job: LayerJob;
  /** Bytes of the uncompressed tar. */
  size: number;
}

export interface Scan<Found> {
  wishes: Wishes;
  options: AskOptions;
  onFound?: (layer: number, list: Found[]) => void;
  onLayer?: (layer: number, result: ScanResult) => void | Promise<void>;
}

/** Resolves with what could not be read when all layers have been. */
export async function scanLayers<Found extends RawMatch | RawSecret>(
  engine: Engine,
  image: number,
  scans: readonly LayerScan[],
  { wishes, options, onFound, onLayer }: Scan<Found>,
): Promise<Unread[]> {
  const layers = engine.description.images[image]?.layers ?? [];
  const jobs: Job[] = [];
  const unread: Unread[] = [];
  for (const { layer, only } of scans) {
    const facts = layers[layer];
    const job = facts && engine.jobs.get(facts.key);
    if (facts?.state !== "indexed" || !job) {
      unread.push({ layer, path: "", message: "The layer has not been read." });
    } else if (only?.length !== 0) {
      jobs.push({ layer, only, key: facts.key, job, size: facts.unpacked ?? facts.size });
    }
  }
  jobs.sort((a, b) => b.size - a.size);
  await inWorkers<Job, ScanResult>(engine, jobs, {
    phase: "scanning",
    start: spawnScanner,
    options: { ...options, limits: engine.limits },
    run: async (client, { key, job, only, layer }, onProgress) => {
      const packed = await engine.call("packLayer", [key]);
      return client.call("scan", [job, packed, only, wishes], {
        transfer: [packed.buffer as ArrayBuffer],
        onProgress,
        onFound: (list) => onFound?.(layer, list as Found[]),
        patience: PATIENCE,
      });
    },
    done: async ({ layer }, result) => {
      for (const { path, error } of result.unread) {
        unread.push({ layer, path, message: error.message });
      }
      await onLayer?.(layer, result);
    },
    failed: (job, error) => {
      // What is wrong with the question is wrong in every layer.
      if (error.code === "usage") throw error;
      unread.push({ layer: job.layer, path: "", message: error.message });
      return Promise.resolve();
    },
  });
  return unread;
}

/** Each distinct layer of an image once, at the first place where it is. */
export function everyLayer(engine: Engine, image: number): LayerScan[] {
  const seen = new Set<number>();
  return (engine.description.images[image]?.layers ?? []).flatMap(({ key, position }) => {
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ layer: position, only: null }];
  });
}

/** Whether an ascending list has the entry. */
export function has(list: Uint32Array | undefined, entry: number): boolean {
  let from = 0;
  let to = list?.length ?? 0;
  while (from < to) {
    const middle = (from + to) >> 1;
    const at = list?.[middle] ?? 0;
    if (at === entry) return true;
    if (at < entry) from = middle + 1;
    else to = middle;
  }
  return false;
}
