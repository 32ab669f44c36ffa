/** The calls of a layer worker. */
import { indexLayer } from "#core";

import type { Handlers } from "./worker.js";

export const layerCalls: Handlers<"index"> = {
  index: (report, blob, job, limits) => indexLayer(blob, job, limits, report),
};
