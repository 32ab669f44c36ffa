import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";

import { LaminaError } from "./error.js";
import { unpacked } from "./unpack.js";

const quiet = { signal: new AbortController().signal, onProgress: (): void => undefined };
const code =
  (expected: string) =>
  (error: unknown): boolean =>
    error instanceof LaminaError && error.code === expected;

test("what is not gzip is handed on untouched", async () => {
  const blob = new Blob(["manifest.json"]);
  assert.equal(await unpacked(blob, quiet), blob);
  assert.equal((await unpacked(new Blob([]), quiet)).size, 0);
});

test("gzip is unpacked, with progress in packed bytes", async () => {
  const content = Buffer.alloc(9_000_000, "layer ");
  const packed = gzipSync(content);
  const told: number[] = [];
  const blob = await unpacked(new Blob([packed]), {
    ...quiet,
    onProgress: (bytes) => told.push(bytes),
  });
  assert.equal(Buffer.compare(Buffer.from(await blob.arrayBuffer()), content), 0);
  assert.equal(told.at(-1), packed.length);
});

test("a damaged or endless file is refused", async () => {
  const packed = gzipSync(Buffer.alloc(100_000, "x"));
  await assert.rejects(unpacked(new Blob([packed.subarray(0, -20)]), quiet), code("format"));
  await assert.rejects(unpacked(new Blob([packed]), quiet, 50_000), code("limit"));
});

test("it can be stopped", async () => {
  const abort = new AbortController();
  abort.abort();
  await assert.rejects(
    unpacked(new Blob([gzipSync("x")]), { ...quiet, signal: abort.signal }),
    code("aborted"),
  );
});
