import type { ImageOf } from "../api/image.js";
import type { Match, SearchOptions, SearchQuery, SearchSummary } from "../api/insight-types.js";
import { ask, session } from "./analyst.js";
import type { RawMatch, Visible } from "./core.js";
import { everyLayer, has, scanLayers } from "./scan.js";
import type { LayerScan } from "./scan.js";

/** Resolves when all is searched; tells what is found on the way. */
export async function search(
  { engine, index }: ImageOf,
  query: SearchQuery,
  options: SearchOptions,
  tell: (matches: Match[]) => void,
): Promise<SearchSummary> {
  const { scope = "merged", rules = "oci", bounds, signal } = options;
  const top = Math.max(0, (engine.description.images[index]?.layers.length ?? 1) - 1);
  const at = { layer: options.layer ?? top, rules };
  const merged = scope === "merged";
  const request = { query, ...(bounds ? { bounds } : {}) };
  const { client } = await session(engine, signal);
  // What is wrong with a pattern is told before anything is read.
  await client.call("checkQuery", [query], { signal });
  const seen = await ask(engine, "visible", [index, at], { signal });
  if (query.what === "name" || query.what === "permissions") {
    const { matches, list } = await ask(engine, "find", [index, merged ? at : null, request], {
      signal,
    });
    tell(list.map(({ layer, ...match }) => told(layer, match, seen[layer]?.names)));
    return { matches, unread: missing(engine.description.images[index]?.layers ?? []) };
  }
  let matches = 0;
  const unread = await scanLayers<RawMatch>(engine, index, scans(merged, seen), {
    wishes: { search: request },
    options,
    onFound: (layer, list) => tell(list.map((match) => told(layer, match, seen[layer]?.contents))),
    onLayer: (_layer, result) => void (matches += result.matches),
  });
  return { matches, unread };

  function scans(merged: boolean, seen: Visible[]): LayerScan[] {
    if (!merged) return everyLayer(engine, index);
    return seen.slice(0, at.layer + 1).map(({ contents }, layer) => ({ layer, only: contents }));
  }
}

function told(layer: number, match: RawMatch, seen: Uint32Array | undefined): Match {
  const { entry, path, place = null, permissions = [] } = match;
  return { layer, path, visible: has(seen, entry), place, permissions };
}

function missing(layers: readonly { position: number; state: string }[]): SearchSummary["unread"] {
  return layers
    .filter(({ state }) => state !== "indexed")
    .map(({ position }) => ({
      layer: position,
      path: "",
      message: "The layer has not been read.",
    }));
}
