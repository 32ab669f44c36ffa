import assert from "node:assert/strict";
import { test } from "node:test";

import { cellCount, cells, diffBytes } from "./hex-diff.js";
import { hexRowNumbers, hexRuns } from "./hex-rows.js";

test("the rows that differ are told with one row around, joined where they meet", () => {
  const before = new Uint8Array(200);
  const after = before.slice();
  after[40] = 1;
  after[56] = 1;
  after[199] = 1;
  const diff = diffBytes(before, after);
  assert.deepEqual(hexRuns(diff, 8, cellCount(diff)), [
    { start: 4, end: 9 },
    { start: 23, end: 25 },
  ]);
});

test("rows are counted with the gaps that inserted bytes make", () => {
  const before = Uint8Array.from({ length: 64 }, (_, at) => at);
  const after = Uint8Array.from([
    ...before.subarray(0, 8),
    ...new Uint8Array(20).fill(255),
    ...before.subarray(8, 63),
    200,
    201,
  ]);
  const diff = diffBytes(before, after);
  const count = cellCount(diff);
  const rows = hexRowNumbers(hexRuns(diff, 8, count), 1000).filter((row) => row >= 0);
  const differing = new Set<number>();
  cells(diff, 0, count).forEach(({ differs }, at) => {
    if (differs) differing.add(Math.floor(at / 8));
  });
  for (const row of differing) assert.ok(rows.includes(row), `row ${row}`);
  assert.equal(rows.at(-1), Math.ceil(count / 8) - 1);
});

test("no more rows are told than asked for", () => {
  const runs = [
    { start: 0, end: 2 },
    { start: 10, end: 500 },
  ];
  assert.deepEqual(hexRowNumbers(runs, 5), [0, 1, -1, 10, 11]);
  assert.deepEqual(hexRowNumbers([], 5), []);
});
