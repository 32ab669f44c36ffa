import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, queryOf } from "./search-form.js";

test("an empty form asks nothing", () => {
  for (const what of ["name", "content", "sha256", "permissions"] as const) {
    assert.equal(queryOf({ ...EMPTY, what }), null, what);
  }
  assert.equal(queryOf({ ...EMPTY, what: "sha256", digest: "  " }), null);
});

test("blanks are part of a text, not of a digest", () => {
  assert.deepEqual(queryOf({ ...EMPTY, what: "content", text: " a " }), {
    what: "content",
    pattern: { kind: "text", text: " a ", ignoreCase: true, wholeWord: false },
  });
  assert.deepEqual(queryOf({ ...EMPTY, what: "sha256", digest: " sha256:0123abcd\n" }), {
    what: "sha256",
    digest: "sha256:0123abcd",
  });
});

test("options count where they mean something", () => {
  const form = { ...EMPTY, text: "7f 45", ignoreCase: true, wholeWord: true } as const;
  const hex = queryOf({ ...form, what: "content", contentKind: "hex", files: "*.so" });
  assert.deepEqual(hex, {
    what: "content",
    pattern: { kind: "hex", text: "7f 45", ignoreCase: false, wholeWord: false },
    files: { kind: "glob", text: "*.so", ignoreCase: true },
  });
  const glob = queryOf({ ...form, what: "name", nameKind: "glob", files: "*.so" });
  assert.deepEqual(glob, {
    what: "name",
    pattern: { kind: "glob", text: "7f 45", ignoreCase: true, wholeWord: false },
  });
});

test("saved searches ask for one permission or for all", () => {
  assert.deepEqual(queryOf({ ...EMPTY, what: "permissions", saved: "all" }), {
    what: "permissions",
  });
  assert.deepEqual(queryOf({ ...EMPTY, what: "permissions", saved: "setgid" }), {
    what: "permissions",
    any: ["setgid"],
  });
});
