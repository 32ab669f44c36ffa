import assert from "node:assert/strict";
import test from "node:test";

import { guessText } from "./encoding.js";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, big: boolean): Uint8Array =>
  new Uint8Array(
    Array.from(text, (letter) => letter.charCodeAt(0)).flatMap((code) =>
      big ? [code >> 8, code & 255] : [code & 255, code >> 8],
    ),
  );

test("UTF-8, with and without a mark", () => {
  assert.deepEqual(guessText(utf8("root:x:0:0\n"), true), { encoding: "utf-8", bom: 0 });
  assert.deepEqual(guessText(utf8("naïve 文件"), true), { encoding: "utf-8", bom: 0 });
  assert.deepEqual(guessText(utf8("\ufeffx"), true), { encoding: "utf-8", bom: 3 });
});

test("a character cut by the window's end is no fault, but one cut by the file's end is", () => {
  const cut = utf8("text with €").subarray(0, -1);
  assert.deepEqual(guessText(cut, false), { encoding: "utf-8", bom: 0 });
  assert.deepEqual(guessText(cut, true), { encoding: "windows-1252", bom: 0 });
});

test("UTF-16 with a mark, and without by its zeros", () => {
  assert.deepEqual(guessText(new Uint8Array([0xff, 0xfe, 0x41, 0]), true), {
    encoding: "utf-16le",
    bom: 2,
  });
  assert.deepEqual(guessText(utf16("Windows Registry\r\n", false), true), {
    encoding: "utf-16le",
    bom: 0,
  });
  assert.deepEqual(guessText(utf16("Windows Registry\r\n", true), true), {
    encoding: "utf-16be",
    bom: 0,
  });
});

test("programs and other bytes are no text", () => {
  const elf = new Uint8Array(64);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  assert.equal(guessText(elf, true), null);
  assert.equal(
    guessText(
      Uint8Array.from({ length: 256 }, (_, index) => index),
      true,
    ),
    null,
  );
  assert.equal(guessText(new Uint8Array(100).fill(0xee), true), null);
});

test("terminal colours do not make a log a binary", () => {
  assert.deepEqual(guessText(utf8("\x1b[31mred\x1b[0m\r\n"), true), { encoding: "utf-8", bom: 0 });
});
