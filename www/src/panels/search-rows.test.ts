import assert from "node:assert/strict";
import { test } from "node:test";

import type { MatchPlace } from "../api/insight-types.js";
import { rowAction, rowsOf } from "./search-rows.js";
import type { ResultRow } from "./search-rows.js";
import { Run } from "./search-run.js";

const place: MatchPlace = {
  offset: 0,
  length: 1,
  line: 1,
  column: 1,
  binary: false,
  excerpt: {
    before: "",
    found: "x",
    after: "",
    cutBefore: false,
    cutFound: false,
    cutAfter: false,
  },
};

/** A search that found so many places in each file; in files with none, the file itself. */
function found(files: Record<string, number>): Run {
  const query = { what: "content", pattern: { text: "x" } } as const;
  const run = new Run({ query, scope: "merged", layer: 0, rules: "oci" });
  for (const [path, places] of Object.entries(files)) {
    const match = { layer: 0, path, visible: true, permissions: [] };
    for (let at = 0; at < Math.max(1, places); at++) {
      run.add({ ...match, place: places > 0 ? place : null });
    }
  }
  return run;
}

const told = (rows: ResultRow[]): string[] =>
  rows.map((row) => {
    const { kind, set, position } = row;
    const what = kind === "file" ? row.file.path : kind === "more" ? `more ${row.left}` : kind;
    return `${what} ${position}/${set}`;
  });

test("a file with many places shows some of them, and how many more there are", () => {
  const run = found({ "/b": 8, "/a": 1 });
  assert.deepEqual(told(rowsOf(run)), [
    "/b 1/2",
    ...[1, 2, 3, 4, 5].map((at) => `place ${at}/6`),
    "more 3 6/6",
    "/a 2/2",
    "place 1/1",
  ]);
  const [first] = run.files;
  if (!first) throw new Error("no file");
  run.whole.add(first);
  assert.equal(rowsOf(run).length, 11);
  run.closed.add(first);
  assert.deepEqual(told(rowsOf(run)), ["/b 1/2", "/a 2/2", "place 1/1"]);
  run.order = "path";
  assert.deepEqual(told(rowsOf(run)), ["/a 1/2", "place 1/1", "/b 2/2"]);
});

test("one place more than is shown takes its own row", () => {
  assert.equal(rowsOf(found({ "/a": 6 })).at(-1)?.kind, "place");
  assert.equal(rowsOf(found({ "/a": 7 })).at(-1)?.kind, "more");
});

test("the keys of a tree", () => {
  const rows = rowsOf(found({ "/a": 2, "/b": 0 }));
  const press = (key: string, index: number): unknown => {
    const event = { key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
    return rowAction(event as KeyboardEvent, rows, index, 10);
  };
  assert.deepEqual(press("ArrowDown", 0), { do: "row", to: 1 });
  assert.deepEqual(press("ArrowDown", 3), { do: "row", to: 3 });
  assert.deepEqual(press("ArrowUp", 0), { do: "leave" });
  assert.deepEqual(press("End", 0), { do: "row", to: 3 });
  assert.deepEqual(press("PageUp", 3), { do: "row", to: 0 });
  assert.deepEqual(press("ArrowLeft", 2), { do: "row", to: 0 });
  assert.deepEqual(press("ArrowLeft", 0), { do: "fold", open: false });
  assert.deepEqual(press("ArrowRight", 0), { do: "row", to: 1 });
  assert.equal(press("ArrowRight", 3), null);
  assert.deepEqual(press("Enter", 3), { do: "open" });
  assert.equal(press("x", 0), null);
});
