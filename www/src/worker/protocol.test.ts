import assert from "node:assert/strict";
import test from "node:test";

import { LaminaError } from "../api/error.js";
import { isCoreError, toCoreError, transferables } from "./protocol.js";

test("the core's own errors pass unchanged", () => {
  const error = { code: "format", message: "no tar", where: "a.tar", help: "x" };
  assert.ok(isCoreError(error));
  assert.deepEqual(toCoreError(error), error);
});

test("a trap is our fault, a vanished file is not", () => {
  assert.equal(toCoreError(new WebAssembly.RuntimeError("unreachable")).code, "internal");
  assert.equal(isCoreError(new Error("x")), false);
  assert.equal(toCoreError(new DOMException("gone", "NotFoundError")).code, "io");
  assert.equal(LaminaError.of(new DOMException("gone", "NotReadableError")).code, "io");
  assert.equal(LaminaError.of(new DOMException("", "AbortError")).code, "aborted");
});

test("a code that is not known is not handed on", () => {
  const odd = LaminaError.from({ code: "new", message: "m", where: "w", help: "h" });
  assert.equal(odd.code, "internal");
  assert.deepEqual([odd.message, odd.where, odd.help], ["m", "w", "h"]);
});

test("bytes are handed over, an empty buffer is not worth it", () => {
  const bytes = new Uint8Array(8);
  assert.deepEqual(transferables(bytes), [bytes.buffer]);
  assert.deepEqual(transferables(new Uint8Array()), []);
  assert.deepEqual(transferables({ bytes, empty: new Uint8Array(), name: "a" }), [bytes.buffer]);
  // Further inside nobody looks: what is there is copied.
  assert.deepEqual(transferables({ list: [bytes] }), []);
  assert.deepEqual(transferables([bytes]), []);
});
