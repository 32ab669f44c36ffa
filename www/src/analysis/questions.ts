/** The questions about an image that take the scan core. */
import type { AskOptions, Dockerfile, Ledger } from "../api/insight-types.js";
import type { ImageOf } from "../api/image.js";
import { ask } from "./analyst.js";

export { compare } from "./compare.js";
export { packages } from "./packages.js";
export { search } from "./search.js";
export { secrets } from "./secrets.js";

export const ledger = ({ engine, index }: ImageOf, { signal }: AskOptions): Promise<Ledger> =>
  ask(engine, "ledger", [index], { signal });

export const dockerfile = (
  { engine, index }: ImageOf,
  { signal }: AskOptions,
): Promise<Dockerfile> => ask(engine, "dockerfile", [index], { signal });
