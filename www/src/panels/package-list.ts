/** The packages of an image as a list to look through: named, narrowed, sorted. */
import type { InstalledPackage, Inventory, PackageKind } from "../api/insight-types.js";

export type PackageSort = "name" | "version" | "kind" | "layer" | "size" | "files";
export type UnownedSort = "path" | "size" | "layer";

export interface Narrowed {
  /** Null for all kinds. */
  kind: PackageKind | null;
  /** A part of the name, in any case. */
  filter: string;
}

export interface Sorted<Key> {
  sort: Key;
  descending: boolean;
}

type Named = Pick<InstalledPackage, "kind" | "group" | "name">;
type Unowned = Inventory["unowned"][number];

const order = new Intl.Collator("en", { numeric: true });

/** The name with its group, as the package's own tools write it. */
export function fullName({ kind, group, name }: Named): string {
  return group ? `${group}${kind === "java" ? ":" : "/"}${name}` : name;
}

/** How many there are of each kind, most first. */
export function kindsOf(packages: readonly { kind: PackageKind }[]): [PackageKind, number][] {
  const counts = new Map<PackageKind, number>();
  for (const { kind } of packages) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

export function narrowed<Row extends Named>(
  packages: readonly Row[],
  { kind, filter }: Narrowed,
): Row[] {
  const wanted = filter.trim().toLowerCase();
  return packages.filter(
    (one) =>
      (kind === null || one.kind === kind) &&
      (wanted === "" || fullName(one).toLowerCase().includes(wanted)),
  );
}

const PACKAGES: Record<PackageSort, (a: InstalledPackage, b: InstalledPackage) => number> = {
  name: (a, b) => order.compare(fullName(a), fullName(b)),
  version: (a, b) => order.compare(a.version, b.version),
  kind: (a, b) => order.compare(a.kind, b.kind),
  layer: (a, b) => a.layer - b.layer,
  // What has no size comes before what has none to count.
  size: (a, b) => (a.size ?? -1) - (b.size ?? -1),
  files: (a, b) => a.files.length - b.files.length,
};

/** Of equal ones the names decide. */
export function sortedPackages(
  packages: readonly InstalledPackage[],
  { sort, descending }: Sorted<PackageSort>,
): InstalledPackage[] {
  const sign = descending ? -1 : 1;
  return packages.toSorted((a, b) => sign * PACKAGES[sort](a, b) || PACKAGES.name(a, b));
}

// Paths are compared byte by byte, as the tree sorts them: a collator takes long for many.
const byPath = (a: Unowned, b: Unowned): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

const UNOWNED: Record<UnownedSort, (a: Unowned, b: Unowned) => number> = {
  path: byPath,
  size: (a, b) => a.size - b.size,
  layer: (a, b) => a.layer - b.layer,
};

export function sortedUnowned(
  files: readonly Unowned[],
  filter: string,
  { sort, descending }: Sorted<UnownedSort>,
): Unowned[] {
  const wanted = filter.trim().toLowerCase();
  const sign = descending ? -1 : 1;
  return files
    .filter(({ path }) => wanted === "" || path.toLowerCase().includes(wanted))
    .sort((a, b) => sign * UNOWNED[sort](a, b) || byPath(a, b));
}

/** What an image's documents are called: its name without registry's defaults, fit for a file. */
export function documentName(reference: string): string {
  const short = reference.replace(/^docker\.io\/(?:library\/)?/, "").replace(/@.*$/, "");
  return short.replace(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "") || "image";
}
