import { LaminaError } from "../api/error.js";
import type { ImageOf } from "../api/image.js";
import type { AskOptions, Secret, Secrets } from "../api/insight-types.js";
import { ask } from "./analyst.js";
import type { RawSecret, Visible } from "./core.js";
import { everyLayer, has, scanLayers } from "./scan.js";

/** The surest first. */
const ORDER = ["certain", "likely", "possible", "example"];

export async function secrets(of: ImageOf, options: AskOptions): Promise<Secrets> {
  const { engine, index } = of;
  const seen = await visibleContents(of, options.signal);
  const list = await secretsInConfig(of, options.signal);
  const unread = await scanLayers<RawSecret>(engine, index, everyLayer(engine, index), {
    wishes: { secrets: true },
    options,
    onFound: (layer, found) => {
      for (const secret of found) list.push(inLayer(layer, secret, seen[layer]?.contents));
    },
  });
  return { list: sorted(list), unread, reveal: (secret) => reveal(of, secret) };
}

/** What of each layer a container sees. */
export function visibleContents(
  { engine, index }: ImageOf,
  signal: AbortSignal | undefined,
): Promise<Visible[]> {
  const top = Math.max(0, (engine.description.images[index]?.layers.length ?? 1) - 1);
  return ask(engine, "visible", [index, { layer: top, rules: "oci" }], { signal });
}

export async function secretsInConfig(
  of: ImageOf,
  signal: AbortSignal | undefined,
): Promise<Secret[]> {
  const found = await ask(of.engine, "secretsInConfig", [of.index], { signal });
  const list: Secret[] = [];
  /** Those of the history, by rule and secret. */
  const known = new Map<string, Secret>();
  for (const one of found) {
    const secret = inLayer(0, one, undefined);
    if (secret.place.kind === "step") {
      const key = `${secret.rule} ${await reveal(of, secret)}`;
      const same = known.get(key);
      if (same) {
        same.steps.push(secret.place.step);
        continue;
      }
      known.set(key, secret);
    }
    list.push(secret);
  }
  return list;
}

/** `seen`: the entries of the layer that a container sees. */
export function inLayer(layer: number, secret: RawSecret, seen: Uint32Array | undefined): Secret {
  const { place } = secret;
  if (place.kind !== "file") return { ...secret, place, steps: [] };
  const { entry, ...rest } = place;
  return { ...secret, place: { ...rest, layer, visible: has(seen, entry) }, steps: [] };
}

export function sorted(list: readonly Secret[]): Secret[] {
  return list.toSorted(
    (a, b) => ORDER.indexOf(a.certainty) - ORDER.indexOf(b.certainty) || layerOf(a) - layerOf(b),
  );
}

const layerOf = ({ place }: Secret): number => (place.kind === "file" ? place.layer : -1);

export async function reveal({ engine, index }: ImageOf, { place }: Secret): Promise<string> {
  if (place.kind !== "file") {
    const text = await ask(engine, "revealInConfig", [index, place]);
    if (text === null) throw new LaminaError("absent", "There is no secret at this place.");
    return text;
  }
  const { layer, path, offset, length } = place;
  const at = { layer, rules: "oci" } as const;
  const { slice } = await engine.call("locate", [index, at, path, layer]);
  if (slice && !engine.wrapping) {
    const from = slice.offset + offset;
    return engine.blob.slice(from, from + length).text();
  }
  const file = await engine.call("openFile", [index, at, path, layer]);
  const parts: BlobPart[] = [];
  const end = offset + length;
  for (let done = 0; done < end;) {
    const bytes = await engine.call("nextBytes", [file, 1 << 20]);
    if (!bytes) break;
    parts.push(bytes.subarray(Math.max(0, offset - done), Math.max(0, end - done)) as BlobPart);
    done += bytes.byteLength;
  }
  await engine.call("closeFile", [file]);
  return new Blob(parts).text();
}
