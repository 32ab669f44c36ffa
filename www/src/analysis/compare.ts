import { LaminaError } from "../api/error.js";
import type { ImageOf } from "../api/image.js";
import type { AskOptions, Comparison, SettingDifference } from "../api/insight-types.js";
import type { Image } from "../api/types.js";
import type { WorkerClient } from "../worker/client.js";
import { session } from "./analyst.js";
import { packages } from "./packages.js";
import { scanLayers } from "./scan.js";

/** Compares two images; reads what must be read to know whether contents of equal size are the same. */
export async function compare(
  images: [Image, Image],
  sides: [ImageOf, ImageOf],
  options: AskOptions,
): Promise<Comparison> {
  const [before, after] = images;
  const a = await session(sides[0].engine, options.signal);
  const b = await session(sides[1].engine, options.signal);
  if (a.client !== b.client) throw new LaminaError("internal", "The analyst has changed.");
  const { client } = a;
  const comparison = await client.call("compare", [
    a.number,
    sides[0].index,
    b.number,
    sides[1].index,
  ]);
  const close = (): void => void client.call("endComparison", [comparison]).catch(() => undefined);
  try {
    await settle(client, comparison, sides, options);
  } catch (error) {
    // Nobody else knows of it.
    close();
    throw error;
  }
  const { facts } = await client.call("compared", [comparison]);
  const settings = await client.call("settings", [comparison]);
  return {
    before,
    after,
    totals: facts.totals,
    shared: facts.shared,
    unread: facts.unread,
    settings,
    differences: (asked = {}) => client.call("differences", [comparison, asked]),
    packages: (asked = {}) => comparePackages(images, sides, asked),
    close,
  };
}

/** Reads what tells whether contents of equal size are the same. */
async function settle(
  client: WorkerClient,
  comparison: number,
  sides: [ImageOf, ImageOf],
  options: AskOptions,
): Promise<void> {
  const { wanted } = await client.call("compared", [comparison]);
  for (const side of [0, 1] as const) {
    const { engine, index } = sides[side];
    const mine = wanted.filter((one) => one.side === side);
    if (mine.length === 0) continue;
    const scans = mine.map(({ layer, entries }) => ({ layer, only: new Uint32Array(entries) }));
    await scanLayers(engine, index, scans, {
      wishes: { digests: true },
      options,
      onLayer: async (layer, { digestEntries, digests }) => {
        await client.call("settle", [comparison, side, layer, digestEntries, digests]);
      },
    });
  }
}

async function comparePackages(
  images: [Image, Image],
  sides: [ImageOf, ImageOf],
  options: AskOptions,
): Promise<SettingDifference[]> {
  const versions = async (side: 0 | 1): Promise<Map<string, string>> => {
    const inventory = await packages(images[side], sides[side], options);
    const map = new Map<string, string[]>();
    for (const { kind, group, name, version } of inventory.packages) {
      const key = `${kind} ${group ? `${group}/` : ""}${name}`;
      map.set(key, [...(map.get(key) ?? []), version]);
    }
    return new Map([...map].map(([key, list]) => [key, [...new Set(list)].sort().join(", ")]));
  };
  const before = await versions(0);
  const after = await versions(1);
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys
    .map((key) => ({
      section: "packages",
      key,
      before: before.get(key) ?? null,
      after: after.get(key) ?? null,
    }))
    .filter((one) => one.before !== one.after);
}
