import assert from "node:assert/strict";
import { test } from "node:test";

import type { Match } from "./insight-types.js";
import { RunningSearch } from "./search.js";

const match = (path: string): Match => ({
  layer: 0,
  path,
  visible: true,
  place: null,
  permissions: [],
});

test("as many matches as a large image has names are told at once", async () => {
  const many = Array.from({ length: 300_000 }, (_, index) => match(`/${index}`));
  const search = new RunningSearch((tell) => {
    tell(many);
    return Promise.resolve({ matches: many.length, unread: [] });
  });
  let last = "";
  let count = 0;
  for await (const { path } of search) {
    last = path;
    count += 1;
  }
  assert.equal(count, many.length);
  assert.equal(last, "/299999");
});

test("what fails is told to who iterates, after what was found", async () => {
  const search = new RunningSearch((tell) => {
    tell([match("/a")]);
    return Promise.reject(new Error("broken"));
  });
  const found: string[] = [];
  await assert.rejects(async () => {
    for await (const { path } of search) found.push(path);
  }, /broken/);
  assert.deepEqual(found, ["/a"]);
});
