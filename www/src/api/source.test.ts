import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";

import { LaminaError } from "./error.js";
import { blobOf, nameOfFolder, nameOfUrl } from "./source.js";
import type { DownloadOptions } from "./source.js";

function options(): DownloadOptions & { told: [number, number][]; abort: AbortController } {
  const told: [number, number][] = [];
  const abort = new AbortController();
  return {
    told,
    abort,
    signal: abort.signal,
    onProgress: (bytes, total) => told.push([bytes, total]),
  };
}

async function serving<T>(answer: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server: Server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a%20b.tar?x#y`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const refusal =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LaminaError && error.code === code;

test("names", () => {
  assert.equal(nameOfUrl("https://example.org/x/image.tar"), "image.tar");
  assert.equal(nameOfUrl("https://example.org/a%20b.tar?x=1#y"), "a b.tar");
  assert.equal(nameOfUrl("image.tar"), "image.tar");
  assert.equal(nameOfUrl("https://example.org/"), "");
  assert.equal(nameOfUrl("/bad%zz.tar"), "bad%zz.tar");
});

test("bytes and files are taken as they are", async () => {
  const file = new File(["abc"], "image.tar");
  assert.deepEqual(await blobOf(file, options()), {
    blob: file,
    name: "image.tar",
    folder: null,
  });
  const { blob } = await blobOf(new Uint8Array([1, 2, 3, 4]).subarray(1, 3), options());
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), new Uint8Array([2, 3]));
  await assert.rejects(blobOf(7 as never, options()), refusal("usage"));
});

test("an address is downloaded, with progress", async () => {
  const body = Buffer.alloc(9 * 1024 * 1024, 7);
  await serving(
    (_, response) => response.writeHead(200, { "content-length": body.length }).end(body),
    async (url) => {
      const told = options();
      const { blob, name } = await blobOf(url, told);
      assert.equal(name, "a b.tar");
      assert.equal(Buffer.compare(Buffer.from(await blob.arrayBuffer()), body), 0);
      assert.deepEqual(told.told.at(-1), [body.length, body.length]);
      assert.ok(told.told.length > 1);
    },
  );
});

test("what goes wrong with an address is told", async () => {
  await serving(
    (_, response) => response.writeHead(404).end(),
    (url) => assert.rejects(blobOf(new URL(url), options()), /404/),
  );
  await serving(
    (_, response) => {
      response.writeHead(200, { "content-length": 100 }).write("short");
      setTimeout(() => response.destroy(), 20);
    },
    (url) => assert.rejects(blobOf(url, options()), refusal("io")),
  );
  await assert.rejects(blobOf("http://127.0.0.1:9/", options()), refusal("io"));
});

test("a download can be stopped", async () => {
  await serving(
    (_, response) => response.writeHead(200).write("first"),
    async (url) => {
      const given = options();
      setTimeout(() => given.abort.abort(), 30);
      await assert.rejects(blobOf(url, given), refusal("aborted"));
    },
  );
});

test("the files of a folder are one Blob, and told apart", async () => {
  const files = [
    { path: "layout/index.json", file: new Blob(["{}"]) },
    { path: "layout/blobs/sha256/x", file: new Blob(["abc"]) },
  ];
  const { blob, name, folder } = await blobOf(files, options());
  assert.equal(await blob.text(), "{}abc");
  assert.equal(name, "layout");
  assert.deepEqual(folder, [
    { name: "layout/index.json", offset: 0, size: 2 },
    { name: "layout/blobs/sha256/x", offset: 2, size: 3 },
  ]);
  assert.equal(nameOfFolder([{ path: "loose", file: new Blob() }]), "");
});
