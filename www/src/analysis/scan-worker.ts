/** The worker with the scan core: the analyst, or one that reads the files of layers. */
import init, { LayerReader } from "#scan-core";

import { compile, serve } from "../worker/serve.js";
import type { Handlers } from "../worker/serve.js";
import type { CommonCalls } from "../worker/protocol.js";
import { analystCalls } from "./calls.js";
import type { AnalysisCalls } from "./protocol.js";

let reader: LayerReader | undefined;

const handlers: Handlers<keyof CommonCalls | keyof AnalysisCalls> = {
  start: async (_report, given) => {
    const url = new URL("../scan-core/lamina_scan_bg.wasm", import.meta.url);
    const module = given ?? (await compile(url));
    await init({ module_or_path: module });
    return module;
  },
  attach: (_report, blob, wrapping, limits) => {
    reader?.free();
    reader = LayerReader.open(blob, wrapping, limits);
    return null;
  },
  scan: (report, job, packed, only, wishes) => {
    if (!reader) throw new Error("no file is attached to this worker");
    const found = report.found;
    const scanned = reader.scan(job, packed, only ?? undefined, wishes, found, report);
    try {
      return {
        ...scanned.describe(),
        packages: scanned.packages() ?? null,
        digestEntries: new Uint32Array(scanned.digestEntries()),
        digests: scanned.digests(),
      };
    } finally {
      scanned.free();
    }
  },
  ...analystCalls,
};

serve(handlers);
