import assert from "node:assert/strict";
import test from "node:test";

import { hexRow, offsetWidth } from "./hex.js";

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

test("offsets grow with the file", () => {
  assert.equal(offsetWidth(10), 6);
  assert.equal(offsetWidth(0xffff_ffff), 8);
});
