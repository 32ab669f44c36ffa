/** The questions about an image that take the scan core. */
import type { AskOptions, Dockerfile } from "../api/insight-types.js";
import type { ImageOf } from "../api/image.js";
import { ask } from "./analyst.js";

export { compare } from "./compare.js";
export { packages } from "./packages.js";
export { search } from "./search.js";
export { secrets } from "./secrets.js";
export { copies, largest, ledger, space } from "./space.js";

export const dockerfile = (
  { engine, index }: ImageOf,
  { signal }: AskOptions,
): Promise<Dockerfile> => ask(engine, "dockerfile", [index], { signal });
