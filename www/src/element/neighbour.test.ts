import { strict as assert } from "node:assert";
import { test } from "node:test";

import { neighbour } from "./neighbour.js";
import type { Direction } from "./neighbour.js";
import type { Box } from "./squarify.js";

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

/** A tall one at the left; at the right one above two. */
const BOXES = [box(0, 0, 40, 60), box(40, 0, 60, 30), box(40, 30, 30, 30), box(70, 30, 30, 30)];

const from = (at: number, direction: Direction): number =>
  neighbour(BOXES, BOXES[at] ?? box(0, 0, 0, 0), direction);

test("the box straight ahead is next", () => {
  assert.equal(from(2, "right"), 3);
  assert.equal(from(3, "left"), 2);
  assert.equal(from(2, "left"), 0);
  assert.equal(from(3, "up"), 1);
  assert.equal(from(1, "left"), 0);
});

test("of several the one that the middle looks at", () => {
  assert.equal(neighbour(BOXES, box(0, 0, 40, 20), "right"), 1);
  assert.equal(neighbour(BOXES, box(0, 40, 40, 20), "right"), 2);
});

test("past the nearest in a column others are reached from farther away", () => {
  assert.equal(neighbour([box(0, 0, 10, 10), box(80, 80, 10, 10)], box(0, 0, 10, 10), "down"), 1);
});

test("at the edge there is none", () => {
  assert.equal(from(0, "left"), -1);
  assert.equal(from(3, "right"), -1);
  assert.equal(from(1, "up"), -1);
});
