/** The calls of a layer worker: one file, and parts of it. */
import { LayerReader } from "#core";

import type { Handlers } from "./worker.js";

let reader: LayerReader | undefined;

function current(): LayerReader {
  if (!reader) throw new Error("no file is attached to this worker");
  return reader;
}

export const layerCalls: Handlers<"attach" | "index" | "hash"> = {
  attach: (_report, blob, wrapping, limits) => {
    reader?.free();
    reader = LayerReader.open(blob, wrapping, limits);
    return null;
  },
  index: (report, job) => current().index(job, report),
  hash: (report, job) => current().hash(job, report),
};
