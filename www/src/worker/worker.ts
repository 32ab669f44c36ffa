/**
 * The worker with the core that the page starts with. Everything here is synchronous but `start`; the page
 * keeps long calls out of the coordinator.
 */
import init from "#core";

import { layerCalls } from "./layer.js";
import type { CoreCalls } from "./protocol.js";
import { compile, serve } from "./serve.js";
import type { Handlers } from "./serve.js";
import { sessionCalls } from "./session.js";

const handlers: Handlers<keyof CoreCalls> = {
  start: async (_report, given) => {
    const module = given ?? (await compile(new URL("../core/lamina_bg.wasm", import.meta.url)));
    await init({ module_or_path: module });
    return module;
  },
  ...layerCalls,
  ...sessionCalls,
};

serve(handlers);
