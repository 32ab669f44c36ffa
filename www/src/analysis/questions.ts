/** The questions about an image that take the scan core. */
import type { AskOptions, Dockerfile, Ledger } from "../api/insight-types.js";
import type { ImageOf } from "../api/image.js";
import { ask } from "./analyst.js";

export { compare } from "./compare.js";
export { packages } from "./packages.js";
export { search } from "./search.js";
export { secrets } from "./secrets.js";
export { largest, space } from "./space.js";

export const ledger = async (
  { engine, index }: ImageOf,
  { signal }: AskOptions,
): Promise<Ledger> => {
  const facts = await ask(engine, "ledger", [index], { signal });
  // This core does not tell copies yet.
  const layers = facts.layers.map(
    (layer) => layer && { ...layer, own: { metadata: 0, duplicate: 0, ...layer.own } },
  );
  return { ...facts, layers };
};

export const dockerfile = (
  { engine, index }: ImageOf,
  { signal }: AskOptions,
): Promise<Dockerfile> => ask(engine, "dockerfile", [index], { signal });
