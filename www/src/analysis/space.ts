/** Where the bytes of an image went: one accounting for each image, kept by the analyst. */
import type { ImageOf } from "../api/image.js";
import type {
  Copies,
  LargeFile,
  LargestOptions,
  Ledger,
  LedgerOptions,
  SpaceMeasure,
  SpaceNode,
  SpaceOptions,
} from "../api/insight-types.js";
import { ask } from "./analyst.js";
import { scanLayers } from "./scan.js";

/** As the core calls them. */
const MEASURES: Record<SpaceMeasure, "visible" | "wasted" | "all"> = {
  live: "visible",
  wasted: "wasted",
  all: "all",
};

export async function ledger(of: ImageOf, options: LedgerOptions): Promise<Ledger> {
  const { signal, copies = false } = options;
  if (copies) await hash(of, options);
  return ask(of.engine, "ledger", [of.index], { signal });
}

/** Computes the digests without which copies can't be told; those that are known are not computed again. */
async function hash({ engine, index }: ImageOf, options: LedgerOptions): Promise<void> {
  const { signal } = options;
  const wanted = await ask(engine, "accountWanted", [index], { signal });
  const scans = wanted.map(({ layer, entries }) => ({ layer, only: new Uint32Array(entries) }));
  await scanLayers(engine, index, scans, {
    wishes: { digests: true },
    options,
    onLayer: async (layer, { digestEntries, digests }) => {
      await ask(engine, "accountSettle", [index, layer, digestEntries, digests], { signal });
    },
  });
}

export function space(
  { engine, index }: ImageOf,
  path: string,
  { signal, depth = 4, most = 2000, by = "live" }: SpaceOptions,
): Promise<SpaceNode> {
  const query = { depth, most, what: MEASURES[by] };
  return ask(engine, "space", [index, path, query], { signal });
}

export function largest(
  { engine, index }: ImageOf,
  { signal, by = "live", count = 100 }: LargestOptions,
): Promise<LargeFile[]> {
  return ask(engine, "largest", [index, { what: MEASURES[by], most: count }], { signal });
}

export function copies(
  { engine, index }: ImageOf,
  { signal, count = 100 }: Pick<LargestOptions, "signal" | "count">,
): Promise<Copies> {
  return ask(engine, "copies", [index, count], { signal });
}
