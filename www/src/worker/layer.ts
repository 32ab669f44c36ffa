/** The calls of a layer worker. */
import { hashBlob, indexLayer } from "#core";

import type { Handlers } from "./worker.js";

export const layerCalls: Handlers<"index" | "hash"> = {
  index: (report, blob, job, limits) => indexLayer(blob, job, limits, report),
  hash: (report, blob, job, limits) => hashBlob(blob, job, limits, report),
};
