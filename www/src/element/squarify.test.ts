import { strict as assert } from "node:assert";
import { test } from "node:test";

import { squarify } from "./squarify.js";
import type { Box } from "./squarify.js";

const near = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) < 1e-6, `${found} is not ${expected}`);

function nearBox(found: Box | undefined, expected: Box): void {
  assert.ok(found);
  near(found.x, expected.x);
  near(found.y, expected.y);
  near(found.width, expected.width);
  near(found.height, expected.height);
}

test("the example of the paper: 6, 6, 4, 3, 2, 2, 1 in 6 by 4", () => {
  const boxes = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 });
  nearBox(boxes[0], { x: 0, y: 0, width: 3, height: 2 });
  nearBox(boxes[1], { x: 0, y: 2, width: 3, height: 2 });
  nearBox(boxes[2], { x: 3, y: 0, width: 12 / 7, height: 7 / 3 });
  nearBox(boxes[3], { x: 3 + 12 / 7, y: 0, width: 9 / 7, height: 7 / 3 });
  nearBox(boxes[4], { x: 3, y: 7 / 3, width: 1.2, height: 5 / 3 });
  // What is left is 1.8 by 5/3: its shorter side is the upright one.
  nearBox(boxes[5], { x: 4.2, y: 7 / 3, width: 1.2, height: 5 / 3 });
  nearBox(boxes[6], { x: 5.4, y: 7 / 3, width: 0.6, height: 5 / 3 });
});

test("rectangles have the areas of their sizes, stay in the box and do not overlap", () => {
  const outer = { x: 10, y: 20, width: 640, height: 360 };
  // A fixed row of numbers, of four magnitudes.
  let state = 7;
  const next = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const sizes = Array.from({ length: 300 }, () => Math.ceil(10 ** (4 * next()))).toSorted(
    (a, b) => b - a,
  );
  const sum = sizes.reduce((total, size) => total + size, 0);
  const boxes = squarify(sizes, outer);
  assert.equal(boxes.length, sizes.length);
  boxes.forEach(({ x, y, width, height }, at) => {
    near(width * height, ((sizes[at] ?? 0) / sum) * 640 * 360);
    assert.ok(x >= 10 - 1e-6 && y >= 20 - 1e-6);
    assert.ok(x + width <= 650 + 1e-6 && y + height <= 380 + 1e-6);
    for (const other of boxes.slice(at + 1)) {
      const apart =
        other.x >= x + width - 1e-6 ||
        x >= other.x + other.width - 1e-6 ||
        other.y >= y + height - 1e-6 ||
        y >= other.y + other.height - 1e-6;
      assert.ok(apart, `${at} overlaps another`);
    }
  });
});

test("nothing, nothing but zeros, and no room", () => {
  const box = { x: 0, y: 0, width: 8, height: 4 };
  assert.deepEqual(squarify([], box), []);
  for (const { width, height } of squarify([0, 0], box)) near(width * height, 0);
  for (const one of squarify([3, 2], { ...box, height: 0 })) {
    assert.ok(Object.values<number>({ ...one }).every(Number.isFinite));
  }
  const [first, empty] = squarify([5, 0], box);
  nearBox(first, box);
  assert.ok(empty);
  near(empty.width * empty.height, 0);
});
