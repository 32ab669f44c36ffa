import type { ImageOf } from "../api/image.js";
import type { AskOptions, Inventory } from "../api/insight-types.js";
import type { Image } from "../api/types.js";
import { ask, session } from "./analyst.js";
import { everyLayer, scanLayers } from "./scan.js";

export async function packages(
  image: Image,
  { engine, index }: ImageOf,
  options: AskOptions,
): Promise<Inventory> {
  const { signal } = options;
  // Layers that are still being read would not be among those that are scanned.
  await session(engine, signal);
  const findings: (Uint8Array | null)[] = image.layers.map(() => null);
  const unread = await scanLayers(engine, index, everyLayer(engine, index), {
    wishes: { packages: true },
    options,
    onLayer: (layer, result) => {
      findings[layer] = result.packages;
    },
  });
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
