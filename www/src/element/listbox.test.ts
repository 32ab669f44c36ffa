import assert from "node:assert/strict";
import test from "node:test";

import { listKey } from "./listbox.js";

/** A key press, and whether it was taken. */
function press(
  key: string,
  at: number,
  count: number,
  more: Partial<KeyboardEvent> = {},
): [number | null, boolean] {
  let taken = false;
  const event = {
    key,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    preventDefault: () => (taken = true),
    stopPropagation: () => undefined,
    ...more,
  };
  return [listKey(event as unknown as KeyboardEvent, at, count), taken];
}

test("arrows move and stop at the ends", () => {
  assert.deepEqual(press("ArrowDown", 0, 3), [1, true]);
  assert.deepEqual(press("ArrowDown", 2, 3), [2, true]);
  assert.deepEqual(press("ArrowUp", 0, 3), [0, true]);
  assert.deepEqual(press("Home", 2, 3), [0, true]);
  assert.deepEqual(press("End", 0, 3), [2, true]);
});

test("other keys are left alone", () => {
  assert.deepEqual(press("x", 0, 3), [null, false]);
  assert.deepEqual(press("ArrowDown", 0, 0), [null, false]);
  assert.deepEqual(press("ArrowDown", 0, 3, { ctrlKey: true }), [null, false]);
});
