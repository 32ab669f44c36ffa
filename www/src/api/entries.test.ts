import assert from "node:assert/strict";
import { test } from "node:test";

import type { Entry } from "./types.js";
import { unpacked } from "./entries.js";

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new TextEncoder().encode(text));

test("columns become entries: classes, links where there are some, and what did not fit", () => {
  const numbers = new Float64Array([
    ...[0o644, 1, 2, 12, -5, 1, 3, 0],
    ...[0o777, 0, 0, 4, 1.5e9, 2, 0, 3],
    ...[0o600, 0, 0, 2 ** 40, 0, 1, 7, 0],
  ]);
  const rare = { path: "/d/\0" } as Entry;
  const entries = unpacked({
    numbers: new Uint8Array(numbers.buffer),
    classes: [
      ["file", "a", "b"],
      ["symlink", "", ""],
    ],
    paths: bytes("/d/\ufeffone\n\0/d/two\0\0"),
    links: bytes("t\0"),
    others: [[2, rare]],
  });
  assert.equal(entries.length, 3);
  assert.deepEqual(entries[0], {
    path: "/d/\ufeffone\n",
    rawPath: null,
    kind: "file",
    mode: 0o644,
    uid: 1,
    gid: 2,
    uname: "a",
    gname: "b",
    size: 12,
    mtime: -5,
    link: null,
    links: 1,
    device: null,
    layer: 3,
    xattrs: {},
    differs: null,
  });
  assert.equal(entries[1]?.kind, "symlink");
  assert.equal(entries[1].link, "t");
  assert.equal(entries[2], rare);
});

test("no entries are none", () => {
  const nothing = (): Uint8Array<ArrayBuffer> => new Uint8Array();
  const packed = {
    numbers: nothing(),
    classes: [],
    paths: nothing(),
    links: nothing(),
    others: [],
  };
  assert.deepEqual(unpacked(packed), []);
});
