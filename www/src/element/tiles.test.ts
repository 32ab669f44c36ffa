import { strict as assert } from "node:assert";
import { test } from "node:test";

import type { SpaceNode } from "../api/insight-types.js";
import { tilesOf } from "./tiles.js";

function node(path: string, bytes: number, children: SpaceNode[] = []): SpaceNode {
  const accounts = { live: bytes, metadata: 0, duplicate: 0 };
  return {
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    kind: children.length > 0 ? "directory" : "file",
    bytes,
    accounts: { ...accounts, overwritten: 0, deleted: 0, opaque: 0, replaced: 0 },
    layer: 0,
    children,
    rest: { count: 0, bytes: 0 },
  };
}

const BOX = { x: 0, y: 0, width: 400, height: 200 };

test("a directory is below what is in it, with room for its name", () => {
  const root = node("/", 100, [node("/a", 50, [node("/a/x", 50)]), node("/b", 50)]);
  const [a, x, b] = tilesOf(root, BOX);
  assert.deepEqual(a?.box, { x: 0, y: 0, width: 200, height: 200 });
  assert.ok(a.open);
  assert.deepEqual(x?.box, { x: 2, y: 20, width: 196, height: 178 });
  assert.equal(x.depth, 2);
  assert.deepEqual(b?.box, { x: 200, y: 0, width: 200, height: 200 });
});

test("what is not given is a rectangle of its own, in its place by size", () => {
  const root = { ...node("/", 100, [node("/a", 30)]), rest: { count: 7, bytes: 70 } };
  const [rest, a] = tilesOf(root, BOX);
  assert.equal(rest?.rest, true);
  assert.equal(rest.bytes, 70);
  assert.equal(rest.node.path, "/");
  assert.equal(a?.key, "/a");
  assert.notEqual(rest.key, a.key);
});

test("what is too small to be seen is not drawn, nor what is in a small one", () => {
  const tiny = node("/tiny", 1, [node("/tiny/x", 1)]);
  const small = node("/small", 600, [node("/small/x", 600)]);
  const tiles = tilesOf(node("/", 100_601, [node("/a", 100_000), small, tiny]), BOX);
  assert.deepEqual(
    tiles.map(({ key, open }) => [key, open]),
    [
      ["/a", false],
      ["/small", false],
    ],
  );
});

test("neighbours share their edges, in whole pixels", () => {
  const parts = [7, 5, 3, 3, 2].map((bytes, at) => node(`/${at}`, bytes));
  const tiles = tilesOf(node("/", 20, parts), { x: 0, y: 0, width: 333, height: 111 });
  const area = tiles.reduce((sum, { box }) => sum + box.width * box.height, 0);
  assert.equal(area, 333 * 111);
  for (const { box } of tiles) assert.ok(Object.values<number>({ ...box }).every(Number.isInteger));
});
