import assert from "node:assert/strict";
import { test } from "node:test";

import type { Comparison, DifferentIn, PathDifference } from "../api/insight-types.js";
import type { Entry } from "../api/types.js";
import { ChangedBelow, EVERYTHING, isFine, keeps, passes } from "./difference-filter.js";

function entry(size: number): Entry {
  return {
    path: "",
    rawPath: null,
    kind: "file",
    mode: 0o644,
    uid: 0,
    gid: 0,
    uname: "",
    gname: "",
    size,
    mtime: 0,
    link: null,
    links: 1,
    device: null,
    layer: 0,
    xattrs: {},
    differs: null,
  };
}

function changed(path: string, what: DifferentIn[], more = 0): PathDifference {
  return { path, kind: "changed", what, before: entry(10), after: entry(10 + more), below: null };
}

const noTime = { ...EVERYTHING, noTime: true };

test("what differs in time alone is left out, and only that", () => {
  assert.equal(passes(noTime, ["mtime"]), false);
  assert.equal(passes(noTime, ["mtime", "mode"]), true);
  assert.equal(passes({ ...noTime, what: "mtime" }, ["mtime", "mode"]), true);
  assert.equal(passes({ ...EVERYTHING, what: "content" }, ["mtime", "mode"]), false);
});

test("the filter by what differs is for what both have", () => {
  const added: PathDifference = { ...changed("/a", []), kind: "added", before: null };
  assert.equal(keeps({ ...EVERYTHING, what: "mode" }, added), true);
  assert.equal(keeps({ ...EVERYTHING, kinds: ["changed"] }, added), false);
  assert.equal(isFine({ ...noTime, kinds: ["added"] }), false);
  assert.equal(isFine(noTime), true);
});

test("changed paths are counted for every directory above them, a piece at a time", async () => {
  const all = [
    changed("/a", ["mtime"]),
    changed("/a/b/c", ["content", "mtime"], 5),
    changed("/a/b/d", ["mtime"]),
    ...Array.from({ length: 2500 }, (_, at) => changed(`/z/${at}`, ["mode"], -1)),
  ];
  const comparison = {
    differences: ({ start = 0, count = 0 }) =>
      Promise.resolve({ list: all.slice(start, start + count), total: all.length }),
  } as unknown as Comparison;
  const told: number[] = [];
  const { signal } = new AbortController();
  const below = await ChangedBelow.read(comparison, (done) => told.push(done), signal);
  assert.deepEqual(told, [1000, 2000, 2503]);
  assert.deepEqual(below.of("/", EVERYTHING), { count: 2503, more: -2495 });
  assert.deepEqual(below.of("/", noTime), { count: 2501, more: -2495 });
  assert.deepEqual(below.of("/a", noTime), { count: 1, more: 5 });
  assert.deepEqual(below.of("/a/b", EVERYTHING), { count: 2, more: 5 });
  assert.deepEqual(below.of("/a/b/c", EVERYTHING), { count: 0, more: 0 });
});
