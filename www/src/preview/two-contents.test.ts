import assert from "node:assert/strict";
import { test } from "node:test";

import { LONGEST_TEXT, WINDOW, differingWindow, lookInto, windowOf } from "./two-contents.js";

test("texts of two encodings are the same text", async () => {
  const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from("naïve\n", "utf16le")]);
  const { text } = await lookInto(new Blob(["naïve\n"]), new Blob([utf16]));
  assert.deepEqual(text, {
    before: "naïve\n",
    after: "naïve\n",
    encodings: ["utf-8", "utf-16le"],
  });
});

test("an empty file goes with any text, a binary one with none", async () => {
  const empty = new Blob();
  const { text } = await lookInto(empty, new Blob(["a\n"]));
  assert.deepEqual(text, { before: "", after: "a\n", encodings: [null, "utf-8"] });
  const binary = new Blob([new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 0])]);
  assert.equal((await lookInto(new Blob(["a\n"]), binary)).text, "binary");
});

test("a text that is too long is not decoded", async () => {
  const long = new Blob(["a\n".repeat(LONGEST_TEXT / 2), "b\n"]);
  assert.equal((await lookInto(new Blob(["a\n"]), long)).text, "big");
});

test("the first window that differs is found, also where only one file goes on", async () => {
  const bytes = new Uint8Array(3 * WINDOW);
  const other = bytes.slice();
  other[2 * WINDOW + 5] = 1;
  const { signal } = new AbortController();
  const two = { before: new Blob([bytes]), after: new Blob([other]) };
  assert.equal(await differingWindow(two, 0, signal), 2 * WINDOW);
  const same = { before: two.before, after: new Blob([bytes]) };
  assert.equal(await differingWindow(same, 0, signal), null);
  const longer = { before: two.before, after: new Blob([bytes, new Uint8Array(1)]) };
  assert.equal(await differingWindow(longer, 0, signal), 3 * WINDOW);
  const [a, b] = await windowOf(longer, 3 * WINDOW);
  assert.deepEqual([a.length, b.length], [0, 1]);
});
