/**
 * Where bytes are, by path, as long as the core does not tell it: made of the merged tree and of what each layer
 * changed. Hard links are passed over, and what a layer wrote twice.
 */
import type {
  BodyAccounts,
  LargeFile,
  LargestOptions,
  SpaceMeasure,
  SpaceNode,
  SpaceOptions,
} from "../api/insight-types.js";
import type { Change, Image } from "../api/types.js";

type Body = LargeFile & { path: string };

interface Directory {
  path: string;
  name: string;
  kind: SpaceNode["kind"];
  accounts: BodyAccounts;
  /** Bytes by layer. */
  layers: Map<number, number>;
  children: Map<string, Directory>;
}

const bodies = new WeakMap<Image, Promise<Body[]>>();

export async function space(
  image: Image,
  path: string,
  { depth = 4, most = 2000, by = "live" }: SpaceOptions,
): Promise<SpaceNode> {
  const top = grow(await bodiesOf(image), by);
  const names = path.split("/").filter(Boolean);
  let at = top;
  for (const name of names) at = at.children.get(name) ?? newDirectory(path, name);
  const chosen = choose(at, depth, most);
  return describe(at, chosen);
}

export async function largest(
  image: Image,
  { by = "live", count = 100 }: LargestOptions,
): Promise<LargeFile[]> {
  const list = (await bodiesOf(image)).filter(({ account }) => isOf(account, by));
  return list.toSorted((a, b) => b.bytes - a.bytes).slice(0, count);
}

function isOf(account: keyof BodyAccounts, by: SpaceMeasure): boolean {
  return by === "all" || (account === "live") === (by === "live");
}

function bodiesOf(image: Image): Promise<Body[]> {
  let found = bodies.get(image);
  if (!found) {
    found = read(image);
    bodies.set(image, found);
  }
  return found;
}

async function read(image: Image): Promise<Body[]> {
  const list: Body[] = [];
  const tree = await image.tree();
  for await (const { path, kind, size, layer } of tree.walk()) {
    if (kind === "file" && size > 0)
      list.push({ path, layer, bytes: size, account: "live", by: null });
  }
  for (const { position } of image.layers) {
    for (const change of await image.changes(position)) {
      const { before } = change;
      if (before?.kind !== "file" || before.size === 0) continue;
      const account = accountOf(change);
      const { path } = change;
      list.push({ path, layer: before.layer, bytes: before.size, account, by: position });
    }
  }
  return list;
}

function accountOf({ kind, entry }: Change): keyof BodyAccounts {
  if (kind === "deleted") return "deleted";
  return entry?.kind === "file" || entry?.kind === "hardlink" ? "overwritten" : "replaced";
}

function newDirectory(path: string, name: string): Directory {
  const accounts = {
    live: 0,
    metadata: 0,
    duplicate: 0,
    overwritten: 0,
    deleted: 0,
    opaque: 0,
    replaced: 0,
  };
  return { path, name, kind: "directory", accounts, layers: new Map(), children: new Map() };
}

function grow(list: readonly Body[], by: SpaceMeasure): Directory {
  const root = newDirectory("/", "");
  for (const { path, layer, bytes, account } of list) {
    if (!isOf(account, by)) continue;
    let at = root;
    const add = (): void => {
      at.accounts[account] += bytes;
      at.layers.set(layer, (at.layers.get(layer) ?? 0) + bytes);
    };
    add();
    let so = "";
    for (const name of path.split("/").filter(Boolean)) {
      so += `/${name}`;
      let child = at.children.get(name);
      if (!child) at.children.set(name, (child = newDirectory(so, name)));
      at = child;
      add();
    }
    at.kind = "file";
  }
  return root;
}

const sizeOf = ({ layers }: Directory): number =>
  [...layers.values()].reduce((sum, bytes) => sum + bytes, 0);

/** The largest, level by level, a directory before what is in it. */
function choose(top: Directory, depth: number, most: number): Set<Directory> {
  const chosen = new Set([top]);
  let next = [...top.children.values()].map((one) => ({ one, size: sizeOf(one), level: 1 }));
  next.sort((a, b) => b.size - a.size);
  while (chosen.size < most) {
    const first = next.shift();
    if (!first || depth < 1) break;
    chosen.add(first.one);
    if (first.level >= depth) continue;
    const level = first.level + 1;
    const more = [...first.one.children.values()].map((one) => ({ one, size: sizeOf(one), level }));
    next = [...next, ...more].toSorted((a, b) => b.size - a.size);
  }
  return chosen;
}

function describe(directory: Directory, chosen: ReadonlySet<Directory>): SpaceNode {
  const { path, name, kind, accounts, layers } = directory;
  const all = [...directory.children.values()];
  const children = all
    .filter((child) => chosen.has(child))
    .map((child) => describe(child, chosen))
    .toSorted((a, b) => b.bytes - a.bytes);
  const others = all.filter((child) => !chosen.has(child));
  const bytes = others.reduce((sum, child) => sum + sizeOf(child), 0);
  const [leading] = [...layers].toSorted((a, b) => b[1] - a[1]);
  return {
    path,
    name,
    kind,
    bytes: sizeOf(directory),
    accounts,
    layer: leading?.[0] ?? null,
    children,
    rest: { count: others.length, bytes },
  };
}
