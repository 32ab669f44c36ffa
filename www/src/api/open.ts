import { cores, poolSize } from "../worker/pool.js";
import { prepare, spawn } from "../worker/spawn.js";
import { OpenArchive } from "./archive.js";
import { Engine } from "./engine.js";
import { LaminaError } from "./error.js";
import { blobOf } from "./source.js";
import type { Archive, OpenOptions, Source } from "./types.js";

/** Starts workers ahead, for a page on which somebody is about to choose a file. */
export function warmUp(): void {
  void prepare(1 + Math.min(cores(), 4));
}

/**
 * Opens an archive. Resolves as soon as its images, histories and configs are known, before any
 * layer is read; `Archive.indexed` tells when they all are.
 */
export async function openArchive(source: Source, options: OpenOptions = {}): Promise<Archive> {
  const { signal, limits, onProgress } = options;
  if (signal?.aborted) throw LaminaError.aborted();
  const tell = (bytes: number, totalBytes: number): void =>
    onProgress?.({ phase: "opening", bytes, totalBytes, layers: 0, totalLayers: 0 });
  const never = new AbortController().signal;

  const reading = { signal: signal ?? never, onProgress: tell };
  const { blob, name, folder } = await blobOf(source, reading);
  tell(0, blob.size);
  const client = await spawn(signal);
  // The layers' workers start while the archive is looked at.
  void prepare(poolSize([blob.size], cores(), options.workers));
  const abort = (): void => client.end(LaminaError.aborted());
  signal?.addEventListener("abort", abort);
  try {
    const { description, jobs, wrapping } = await client.call(
      "open",
      [blob, limits, Date.now() / 1000, folder],
      {
        onProgress: (bytes) => tell(bytes, blob.size),
      },
    );
    const opened = { blob, folder, limits };
    return new OpenArchive(
      new Engine(opened, client, description, jobs, wrapping),
      name,
      jobs,
      options,
    );
  } catch (error) {
    client.end(LaminaError.aborted());
    throw LaminaError.of(error);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
