import assert from "node:assert/strict";
import test from "node:test";

import { RowCache, movedRow } from "./rows.js";

/** A source that answers when it is told to. */
class Slow {
  version = 1;
  asked: { start: number; answer: () => void }[] = [];

  rows(start: number, count: number): Promise<string[]> {
    const { version } = this;
    return new Promise((resolve) => {
      const rows = Array.from({ length: count }, (_, index) => `${version}:${start + index}`);
      this.asked.push({ start, answer: () => resolve(rows) });
    });
  }

  async answer(): Promise<void> {
    for (const { answer } of this.asked.splice(0)) answer();
    await new Promise(setImmediate);
  }
}

test("rows are asked for once, a block at a time", async () => {
  const source = new Slow();
  let arrived = 0;
  const cache = new RowCache(
    source,
    () => (arrived += 1),
    () => undefined,
  );
  cache.want(10, 70);
  cache.want(0, 128);
  assert.deepEqual(
    source.asked.map(({ start }) => start),
    [0, 64],
  );
  assert.equal(cache.get(10), undefined);
  await source.answer();
  assert.equal(arrived, 2);
  assert.equal(cache.get(10), "1:10");
  assert.equal(cache.get(127), "1:127");
});

test("the old rows stay until the new ones are there", async () => {
  const source = new Slow();
  const cache = new RowCache(
    source,
    () => undefined,
    () => undefined,
  );
  cache.want(0, 1);
  await source.answer();
  source.version = 2;
  const replaced = cache.replace(0, 1);
  assert.equal(cache.get(0), "1:0");
  await source.answer();
  assert.equal(await replaced, true);
  assert.equal(cache.get(0), "2:0");
});

test("an answer from before a change is dropped", async () => {
  const source = new Slow();
  const cache = new RowCache(
    source,
    () => undefined,
    () => undefined,
  );
  cache.want(64, 65);
  source.version = 2;
  const first = cache.replace(0, 1);
  source.version = 3;
  const second = cache.replace(0, 1);
  await source.answer();
  assert.deepEqual(await Promise.all([first, second]), [false, true]);
  assert.equal(cache.get(0), "3:0");
  assert.equal(cache.get(64), undefined);
});

test("a failure is told", async () => {
  const failures: unknown[] = [];
  const cache = new RowCache(
    { rows: () => Promise.reject(new Error("gone")) },
    () => undefined,
    (error) => failures.push(error),
  );
  cache.want(0, 1);
  await new Promise(setImmediate);
  assert.equal(String(failures[0]), "Error: gone");
});

test("rows move when a directory opens or closes above them", () => {
  assert.equal(movedRow(3, 5, 4), 3);
  assert.equal(movedRow(5, 5, 4), 5);
  assert.equal(movedRow(6, 5, 4), 10);
  assert.equal(movedRow(10, 5, -4), 6);
  assert.equal(movedRow(9, 5, -4), 5);
  assert.equal(movedRow(7, 5, -4), 5);
});
