import assert from "node:assert/strict";
import test from "node:test";

import { TypeAhead, gridAction } from "./keys.js";
import type { GridAction, GridState } from "./keys.js";

const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };

function press(
  key: string,
  state: Partial<GridState> = {},
  held: Partial<typeof none> = {},
): GridAction | null {
  const whole = { row: { expanded: null }, inCell: false, typing: false, ...state };
  return gridAction({ key, ...none, ...held }, whole);
}

test("Right opens a closed directory, then goes into the cells", () => {
  assert.deepEqual(press("ArrowRight", { row: { expanded: false } }), { do: "toggle" });
  assert.deepEqual(press("ArrowRight", { row: { expanded: true } }), { do: "cell", to: "next" });
  assert.deepEqual(press("ArrowRight"), { do: "cell", to: "next" });
  assert.deepEqual(press("ArrowRight", { row: { expanded: false }, inCell: true }), {
    do: "cell",
    to: "next",
  });
});

test("Left leaves the cells, closes, goes to the parent", () => {
  assert.deepEqual(press("ArrowLeft", { row: { expanded: true }, inCell: true }), {
    do: "cell",
    to: "previous",
  });
  assert.deepEqual(press("ArrowLeft", { row: { expanded: true } }), { do: "toggle" });
  assert.deepEqual(press("ArrowLeft", { row: { expanded: false } }), { do: "parent" });
  assert.deepEqual(press("ArrowLeft"), { do: "parent" });
});

test("Home and End go within the row from a cell, with Control always to the ends", () => {
  assert.deepEqual(press("Home"), { do: "row", to: "first" });
  assert.deepEqual(press("End", { inCell: true }), { do: "cell", to: "last" });
  assert.deepEqual(press("End", { inCell: true }, { ctrlKey: true }), { do: "row", to: "last" });
});

test("Enter and Space activate, with Shift deep", () => {
  assert.deepEqual(press("Enter"), { do: "activate", deep: false });
  assert.deepEqual(press("Enter", {}, { shiftKey: true }), { do: "activate", deep: true });
  assert.deepEqual(press(" "), { do: "activate", deep: false });
  assert.deepEqual(press(" ", { typing: true }), { do: "type", text: " " });
});

test("letters are typed, the page's keys and the browser's are left alone", () => {
  assert.deepEqual(press("s"), { do: "type", text: "s" });
  assert.deepEqual(press("ä"), { do: "type", text: "ä" });
  assert.deepEqual(press("2", { typing: true }), { do: "type", text: "2" });
  for (const key of ["2", "/", "?", "[", "]", "\\", "Tab", "Escape", "F5"]) {
    assert.equal(press(key), null, key);
  }
  assert.equal(press("f", {}, { ctrlKey: true }), null);
  assert.equal(press("ArrowLeft", {}, { altKey: true }), null);
  assert.equal(press("r", {}, { metaKey: true }), null);
});

test("a row that is not at hand opens nothing", () => {
  assert.deepEqual(press("ArrowRight", { row: undefined }), { do: "cell", to: "next" });
});

test("typed letters gather to a name until a pause", () => {
  const typed = new TypeAhead();
  assert.deepEqual(typed.add("u", 0), { text: "u", stay: false });
  assert.deepEqual(typed.add("s", 100), { text: "us", stay: true });
  assert.equal(typed.going(200), true);
  assert.equal(typed.going(900), false);
  assert.deepEqual(typed.add("v", 900), { text: "v", stay: false });
});

test("one letter again and again is a walk, not a name", () => {
  const typed = new TypeAhead();
  typed.add("b", 0);
  assert.deepEqual(typed.add("b", 100), { text: "b", stay: false });
  assert.deepEqual(typed.add("b", 200), { text: "b", stay: false });
});
