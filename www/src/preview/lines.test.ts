import assert from "node:assert/strict";
import test from "node:test";

import type { TextGuess } from "./encoding.js";
import { LONGEST_LINE, LineDecoder } from "./lines.js";
import type { Line } from "./lines.js";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The lines, however the bytes are cut into windows. */
function linesOf(bytes: Uint8Array, guess: TextGuess, window: number): Line[] {
  const decoder = new LineDecoder(guess);
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length; at += window) {
    const end = Math.min(at + window, bytes.length);
    lines.push(...decoder.push(bytes.subarray(at, end), end === bytes.length));
  }
  return lines;
}

test("lines are numbered from one, with any line end", () => {
  assert.deepEqual(linesOf(utf8("a\nb\r\n\nc"), { encoding: "utf-8", bom: 0 }, 100), [
    { number: 1, text: "a" },
    { number: 2, text: "b" },
    { number: 3, text: "" },
    { number: 4, text: "c" },
  ]);
});

test("a line end at the end begins no line", () => {
  assert.equal(linesOf(utf8("a\n"), { encoding: "utf-8", bom: 0 }, 100).length, 1);
});

test("where the windows are cut does not matter", () => {
  const text = utf8("naïve\r\nfünf €\n文件\n\nlast");
  const whole = linesOf(text, { encoding: "utf-8", bom: 0 }, 1000);
  for (let window = 1; window < 12; window++) {
    assert.deepEqual(linesOf(text, { encoding: "utf-8", bom: 0 }, window), whole);
  }
});

test("the byte order mark is not shown", () => {
  const utf16 = new Uint8Array([0xff, 0xfe, 0x41, 0, 0x0a, 0, 0x42, 0]);
  assert.deepEqual(
    linesOf(utf16, { encoding: "utf-16le", bom: 2 }, 100).map(({ text }) => text),
    ["A", "B"],
  );
  assert.equal(linesOf(utf8("\ufeffx"), { encoding: "utf-8", bom: 3 }, 100)[0]?.text, "x");
});

test("an endless line is cut, and only its first piece has a number", () => {
  const long = "x".repeat(LONGEST_LINE * 2 + 5);
  const lines = linesOf(utf8(`${long}\nnext`), { encoding: "utf-8", bom: 0 }, 1000);
  assert.equal(
    lines
      .slice(0, -1)
      .map(({ text }) => text)
      .join(""),
    long,
  );
  assert.deepEqual(
    lines.map(({ number }) => number).filter((number) => number > 0),
    [1, 2],
  );
  assert.ok(lines.every(({ text }) => text.length <= LONGEST_LINE));
});

test("a line that ends where it was cut leaves no empty piece", () => {
  const lines = linesOf(
    utf8(`${"x".repeat(LONGEST_LINE)}\nnext`),
    { encoding: "utf-8", bom: 0 },
    LONGEST_LINE,
  );
  assert.deepEqual(
    lines.map(({ number, text }) => [number, text.length]),
    [
      [1, LONGEST_LINE],
      [2, 4],
    ],
  );
});
