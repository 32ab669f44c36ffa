import assert from "node:assert/strict";
import test from "node:test";

import { MAX_HEIGHT, ScrollMap } from "./scroll.js";

function map(rows: number, viewport = 500): ScrollMap {
  const scroll = new ScrollMap(25);
  scroll.resize(rows, viewport);
  return scroll;
}

test("a short list scrolls as any element does", () => {
  const scroll = map(1000);
  assert.equal(scroll.height, 25_000);
  assert.equal(scroll.scrolled(1000), false);
  assert.deepEqual(scroll.range(0), { start: 40, end: 61 });
  assert.equal(scroll.offset(40), 1000);
});

test("a row is shown with the least movement, or in the middle", () => {
  const scroll = map(1000);
  scroll.show(10);
  assert.equal(scroll.top, 0);
  scroll.show(30);
  assert.equal(scroll.top, 31 * 25 - 500);
  scroll.show(5);
  assert.equal(scroll.top, 125);
  scroll.centre(500);
  assert.equal(scroll.top, 500 * 25 - 237.5);
});

test("the ends hold", () => {
  const scroll = map(10);
  assert.deepEqual(scroll.range(12), { start: 0, end: 10 });
  scroll.show(9);
  assert.equal(scroll.top, 0);
  const long = map(1000);
  long.scrolled(24_500);
  long.resize(30, 500);
  assert.equal(long.top, 250);
});

test("more rows than an element can hold are all reached", () => {
  const rows = 1_000_000;
  const scroll = map(rows);
  assert.equal(scroll.height, MAX_HEIGHT);
  scroll.scrolled(MAX_HEIGHT - 500);
  assert.equal(scroll.range(0).end, rows);
  scroll.scrolled(0);
  assert.equal(scroll.range(0).start, 0);
  scroll.show(rows - 1);
  const { start, end } = scroll.range(0);
  assert.ok(start <= rows - 1 && end === rows);
  // Where the row is put must be inside of what the browser shows.
  const seen = scroll.offset(rows - 1) - scroll.scrollTop;
  assert.ok(seen >= 0 && seen <= 500 - 25, String(seen));
});

test("small movements in a tall list go pixel by pixel, then settle", () => {
  const scroll = map(1_000_000);
  scroll.scrolled(MAX_HEIGHT / 2);
  const before = scroll.top;
  assert.equal(scroll.scrolled(MAX_HEIGHT / 2 + 100), true);
  assert.equal(scroll.top, before + 100);
  const row = Math.floor(scroll.top / 25);
  const seen = scroll.offset(row) - scroll.scrollTop;
  scroll.settle();
  assert.ok(Math.abs(scroll.offset(row) - scroll.scrollTop - seen) < 0.01);
});
