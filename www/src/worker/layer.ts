/** The calls of a layer worker: one file, and parts of it. */
import { LayerReader } from "#core";

import type { LayerIndexing } from "./core.js";
import type { Handlers } from "./serve.js";

/** Fetched at a time while the core works on what was fetched before. */
const AHEAD = 4 * 1024 * 1024;

let attached: { blob: Blob; reader: LayerReader } | undefined;

function current(): { blob: Blob; reader: LayerReader } {
  if (!attached) throw new Error("no file is attached to this worker");
  return attached;
}

export const layerCalls: Handlers<"attach" | "index" | "hash"> = {
  attach: (_report, blob, wrapping, limits) => {
    attached?.reader.free();
    attached = undefined;
    attached = { blob, reader: LayerReader.open(blob, wrapping, limits) };
    return null;
  },
  index: async (report, job, ahead) => {
    const { blob, reader } = current();
    const indexing = reader.index(job, report);
    try {
      if (ahead) await readAhead(indexing, blob, job.offset + job.size);
      else while (indexing.step() !== undefined);
    } catch (error) {
      indexing.free();
      throw error;
    }
    return indexing.finish();
  },
  hash: (report, job) => current().reader.hash(job, report),
};

/** Lets the browser fetch the next bytes of a layer while the core reads the headers in the last. */
async function readAhead(indexing: LayerIndexing, blob: Blob, end: number): Promise<void> {
  const fetch = (from: number): { from: number; bytes: Promise<ArrayBuffer | null> } => ({
    from,
    // What can't be read here is read, and told, by the core.
    bytes: blob
      .slice(from, Math.min(from + AHEAD, end))
      .arrayBuffer()
      .catch(() => null),
  });
  let coming: ReturnType<typeof fetch> | undefined;
  for (let from = indexing.step(); from !== undefined; from = indexing.step()) {
    if (coming?.from !== from) coming = fetch(from);
    const bytes = await coming.bytes;
    if (bytes) indexing.hold(from, bytes);
    coming = from + AHEAD < end ? fetch(from + AHEAD) : undefined;
  }
}
