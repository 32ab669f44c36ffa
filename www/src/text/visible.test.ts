import assert from "node:assert/strict";
import test from "node:test";

import { pieces, visible, visibleLines } from "./visible.js";

test("what would vanish becomes visible", () => {
  assert.equal(visible("a\nb\tc\0"), "a␊b␉c␀");
  assert.equal(visible("\u007f"), "␡");
  assert.equal(visible("soft\u00adhyphen"), "soft⟨U+00AD⟩hyphen");
});

test("lines and tabs of a text stay", () => {
  assert.equal(visibleLines("a\n\tb\r\n\u202Ec"), "a\n\tb␍\n⟨U+202E⟩c");
});

test("a direction mark cannot turn a name round", () => {
  assert.equal(visible("gpj\u202Eexe"), "gpj⟨U+202E⟩exe");
  assert.equal(visible("\u2066x\u2069"), "⟨U+2066⟩x⟨U+2069⟩");
  assert.equal(visible("\u{e0041}"), "⟨U+E0041⟩");
});

test("names in any script stay as they are", () => {
  for (const name of ["naïve", "файл", "文件", "👩‍💻".replace("\u200d", ""), "a b"]) {
    assert.equal(visible(name), name);
  }
});

test("the filter's finds are cut out, ASCII case ignored", () => {
  assert.deepEqual(pieces("README.md", "read"), [
    { text: "READ", hit: true },
    { text: "ME.md", hit: false },
  ]);
  assert.deepEqual(pieces("aXbxc", "x"), [
    { text: "a", hit: false },
    { text: "X", hit: true },
    { text: "b", hit: false },
    { text: "x", hit: true },
    { text: "c", hit: false },
  ]);
  assert.deepEqual(pieces("none", ""), [{ text: "none", hit: false }]);
  assert.deepEqual(pieces("none", "z"), [{ text: "none", hit: false }]);
  assert.deepEqual(pieces("aXbx", "x", false), [
    { text: "aXb", hit: false },
    { text: "x", hit: true },
  ]);
  // No other letter than A to Z has its case ignored: the core does not either.
  assert.deepEqual(pieces("Ä", "ä"), [{ text: "Ä", hit: false }]);
});
