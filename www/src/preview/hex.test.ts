import assert from "node:assert/strict";
import test from "node:test";

import { columnOf, hexRow, offsetWidth } from "./hex.js";

test("a full row", () => {
  const bytes = new TextEncoder().encode("Hello, layers!\n\0");
  assert.deepEqual(hexRow(16, bytes, 16, 6), {
    offset: "000010",
    hex: "48 65 6c 6c 6f 2c 20 6c  61 79 65 72 73 21 0a 00",
    ascii: "Hello, layers!··",
  });
});

test("the last row keeps its columns in place", () => {
  const row = hexRow(0, new Uint8Array([0xff]), 8, 6);
  assert.equal(row.hex, "ff                     ");
  assert.equal(row.hex.length, hexRow(0, new Uint8Array(8), 8, 6).hex.length);
  assert.equal(row.ascii, "·");
});

test("a byte's digits are found in its row", () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index);
  const { hex } = hexRow(0, bytes, 16, 6);
  bytes.forEach((byte, index) => {
    const from = columnOf(index);
    assert.equal(hex.slice(from, from + 2), byte.toString(16));
  });
});

test("offsets grow with the file", () => {
  assert.equal(offsetWidth(10), 6);
  assert.equal(offsetWidth(0xffff_ffff), 8);
});
