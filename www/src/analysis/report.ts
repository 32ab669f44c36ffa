/** All that is found out about an image, as one document: `docs/report.schema.json` says its form. */
import type { ImageOf } from "../api/image.js";
import type { Inventory, Report, ReportOptions, Secret } from "../api/insight-types.js";
import type { Archive, Image } from "../api/types.js";
import { ask } from "./analyst.js";
import { packagesFrom } from "./packages.js";
import { everyLayer, scanLayers } from "./scan.js";
import type { RawSecret } from "./core.js";
import { inLayer, reveal, secretsInConfig, sorted, visibleContents } from "./secrets.js";
import { copies, largest, ledger } from "./space.js";
import { search } from "./search.js";

/** Files and copies of each list. */
const MOST = 50;

export async function report(
  archive: Pick<Archive, "name" | "format" | "size" | "problems">,
  image: Image,
  of: ImageOf,
  options: ReportOptions,
): Promise<Report> {
  const { engine, index } = of;
  const { signal } = options;
  const seen = await visibleContents(of, signal);
  const secrets: Secret[] = await secretsInConfig(of, signal);
  const findings: (Uint8Array | null)[] = image.layers.map(() => null);
  // Packages and secrets in one pass.
  const unread = await scanLayers<RawSecret>(engine, index, everyLayer(engine, index), {
    wishes: { secrets: true, packages: true },
    options,
    onFound: (layer, found) => {
      for (const secret of found) secrets.push(inLayer(layer, secret, seen[layer]?.contents));
    },
    onLayer: (layer, result) => {
      findings[layer] = result.packages;
    },
  });
  const accounts = await ledger(of, { ...options, copies: true });
  const listed = await copies(of, { signal, count: MOST });
  const wasted = await largest(of, { signal, by: "wasted", count: MOST });
  const inventory = await packagesFrom(image, of, findings, unread, signal);
  const permissions: Report["permissions"] = [];
  await search(of, { what: "permissions" }, { signal }, (matches) => {
    for (const { path, layer, permissions: special } of matches) {
      permissions.push({ path, layer, permissions: special });
    }
  });
  const { text: dockerfile } = await ask(engine, "dockerfile", [index], { signal });
  const masked = await masker(of, secrets);
  const { name, format, size, problems } = archive;
  return {
    report: 1,
    made: new Date().toISOString(),
    by: "Lamina",
    archive: { name, format, size, problems },
    image: {
      id: image.id,
      references: image.references,
      platform: image.platform,
      created: image.created,
      manifestDigest: image.manifestDigest,
      sizeOnDisk: image.sizeOnDisk,
      size: image.size,
    },
    layers: image.layers.map((layer) => ({
      position: layer.position,
      digest: layer.digest,
      diffId: layer.diffId,
      verified: layer.verified,
      compression: layer.compression,
      size: layer.size,
      unpacked: layer.unpacked,
      entries: layer.entries,
      state: layer.state,
      step: layer.step,
      command: masked(layer.command),
      accounts: accounts.layers[layer.position]?.own ?? null,
    })),
    history: image.history().map(({ created, createdBy, comment, empty, layer }) => ({
      created,
      createdBy: masked(createdBy),
      comment,
      empty,
      layer,
    })),
    space: {
      copies: accounts.copies,
      dive: accounts.dive,
      wasted,
      metadataCopies: listed.metadataCopies,
      duplicates: listed.duplicates,
    },
    dockerfile: masked(dockerfile),
    packages: described(inventory),
    secrets: sorted(secrets),
    permissions,
    unread,
  };
}

/** Without the files of each package, which may be as many as the image has. */
function described(inventory: Inventory): Report["packages"] {
  const { distribution, packages, gone, unownedCount, unownedSize, problems } = inventory;
  return {
    distribution,
    installed: packages.map(({ files, ...rest }) => ({ ...rest, files: files.length })),
    gone,
    unownedCount,
    unownedSize,
    problems,
  };
}

/** Puts the masked form in the place of each secret of the config, wherever else it stands. */
async function masker(of: ImageOf, secrets: readonly Secret[]): Promise<(text: string) => string> {
  const values: [secret: string, shown: string][] = [];
  for (const secret of secrets) {
    if (secret.place.kind === "file") continue;
    values.push([await reveal(of, secret), secret.masked]);
  }
  // One may be a part of another.
  values.sort(([a], [b]) => b.length - a.length);
  return (text) =>
    values.reduce(
      (rest, [value, shown]) => (value ? rest.replaceAll(value, () => shown) : rest),
      text,
    );
}
