import type { ImageOf } from "../api/image.js";
import type { AskOptions, Inventory, Unread } from "../api/insight-types.js";
import type { Image } from "../api/types.js";
import { ask, session } from "./analyst.js";
import { everyLayer, scanLayers } from "./scan.js";

export async function packages(image: Image, of: ImageOf, options: AskOptions): Promise<Inventory> {
  const { engine, index } = of;
  // Layers that are still being read would not be among those that are scanned.
  await session(engine, options.signal);
  const findings: (Uint8Array | null)[] = image.layers.map(() => null);
  const unread = await scanLayers(engine, index, everyLayer(engine, index), {
    wishes: { packages: true },
    options,
    onLayer: (layer, result) => {
      findings[layer] = result.packages;
    },
  });
  return packagesFrom(image, of, findings, unread, options.signal);
}

/** The inventory of what scanning each layer found. */
export async function packagesFrom(
  image: Image,
  { engine, index }: ImageOf,
  findings: (Uint8Array | null)[],
  unread: Unread[],
  signal: AbortSignal | undefined,
): Promise<Inventory> {
  const facts = await ask(engine, "inventory", [index, findings], { signal });
  return {
    ...facts,
    unread,
    document: (format) =>
      ask(engine, "document", [
        index,
        findings,
        format,
        {
          name: image.references[0] ?? image.id,
          digest: image.id,
          time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
          serial: crypto.randomUUID(),
        },
      ]),
  };
}
