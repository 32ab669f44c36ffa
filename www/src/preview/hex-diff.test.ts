import assert from "node:assert/strict";
import test from "node:test";

import { cellCount, cells, diffBytes } from "./hex-diff.js";
import type { ByteDiff } from "./hex-diff.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const short = ({ ranges }: ByteDiff): string[] =>
  ranges.map(({ before, after }) => `${before.start}-${before.end} ${after.start}-${after.end}`);

/** Both files side by side, `.` for a gap. */
function sideBySide(before: string, after: string): [string, string, string] {
  const diff = diffBytes(bytes(before), bytes(after));
  const all = cells(diff, 0, cellCount(diff));
  const text = (file: string, offset: number | null): string =>
    offset === null ? "." : (file[offset] ?? "?");
  return [
    all.map((cell) => text(before, cell.before)).join(""),
    all.map((cell) => text(after, cell.after)).join(""),
    all.map(({ differs }) => (differs ? "^" : " ")).join(""),
  ];
}

test("files of one size are compared offset by offset", () => {
  assert.deepEqual(short(diffBytes(bytes("abcdef"), bytes("aXcdYZ"))), ["1-2 1-2", "4-6 4-6"]);
  assert.deepEqual(short(diffBytes(bytes("same"), bytes("same"))), []);
  assert.deepEqual(short(diffBytes(bytes(""), bytes(""))), []);
});

test("inserted and removed bytes leave the rest aligned", () => {
  assert.deepEqual(sideBySide("abcdef", "abXYcdef"), ["ab..cdef", "abXYcdef", "  ^^    "]);
  assert.deepEqual(sideBySide("abcdefgh", "acdeXfg"), ["abcde.fgh", "a.cdeXfg.", " ^   ^  ^"]);
  assert.deepEqual(sideBySide("", "ab"), ["..", "ab", "^^"]);
  assert.deepEqual(sideBySide("aa", "aaa"), ["aa.", "aaa", "  ^"]);
});

test("any window of cells is that of all", () => {
  const diff = diffBytes(bytes("0123456789abcdef"), bytes("012X456789YYYabdef"));
  const all = cells(diff, 0, cellCount(diff));
  assert.equal(all.length, cellCount(diff));
  for (let from = 0; from < all.length; from++) {
    assert.deepEqual(cells(diff, from, from + 5), all.slice(from, from + 5));
  }
});

test("large files of different size are one range, and said to be", () => {
  const before = new Uint8Array(1 << 20).map((_, index) => (index * 7) % 251);
  const after = new Uint8Array((1 << 20) + 5).map((_, index) => (index * 11 + 3) % 253);
  after[0] = before[0] = 1;
  const diff = diffBytes(before, after);
  assert.equal(diff.exact, false);
  assert.equal(diff.ranges.length, 1);
  assert.ok(diffBytes(before, before.slice(0, 1000)).exact);
});
