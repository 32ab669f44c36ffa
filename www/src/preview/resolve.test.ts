import assert from "node:assert/strict";
import test from "node:test";

import { parentOf, resolveLink } from "./resolve.js";

type Stat = Parameters<typeof resolveLink>[2];

/** A tree: a text is a link's target, null a file or directory. */
const stat =
  (tree: Record<string, string | null>): Stat =>
  (path) => {
    const link = tree[path];
    if (link === undefined) return Promise.resolve(null);
    return Promise.resolve({ kind: link === null ? "file" : "symlink", link });
  };

test("links are followed through linked directories", async () => {
  const tree = stat({
    "/bin": "usr/bin",
    "/usr": null,
    "/usr/bin": null,
    "/usr/bin/sh": "dash",
    "/usr/bin/dash": null,
  });
  assert.equal(await resolveLink("/", "bin/sh", tree), "/usr/bin/dash");
  assert.equal(await resolveLink("/usr", "/bin/sh", tree), "/usr/bin/dash");
  assert.equal(await resolveLink("/usr/bin", "../../usr/bin/dash", tree), "/usr/bin/dash");
});

test("nothing leads out of the root", async () => {
  assert.equal(await resolveLink("/", "../../etc", stat({ "/etc": null })), "/etc");
  assert.equal(await resolveLink("/", "..", stat({})), "/");
});

test("a dead end and a circle lead nowhere", async () => {
  assert.equal(await resolveLink("/", "gone", stat({})), null);
  assert.equal(await resolveLink("/", "a", stat({ "/a": "b", "/b": "a" })), null);
});

test("parents", () => {
  assert.equal(parentOf("/etc/passwd"), "/etc");
  assert.equal(parentOf("/etc"), "/");
});
