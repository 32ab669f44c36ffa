import assert from "node:assert/strict";
import { test } from "node:test";

import { linePieces, pairedRows, unifiedRows } from "./diff-rows.js";
import type { DiffRow } from "./diff-rows.js";
import { diffText } from "./diff.js";
import type { DiffLine, Hunk } from "./diff.js";

function hunks(before: string, after: string): Hunk[] {
  const diff = diffText(before, after, { context: 1 });
  assert.ok(diff.kind === "hunks");
  return diff.hunks;
}

const told = (row: DiffRow): string =>
  row.hunk ? "@" : `${row.before?.text ?? "-"}|${row.after?.text ?? "-"}`;

test("under each other: removed lines stand before what was added", () => {
  const rows = unifiedRows(hunks("a\nb\nc\n", "a\nx\ny\nc\n"));
  assert.deepEqual(rows.map(told), ["@", "a|a", "b|-", "-|x", "-|y", "c|c"]);
});

test("side by side: what was added stands beside what was removed", () => {
  const rows = pairedRows(hunks("a\nb\nc\nd\n", "a\nx\ny\nc\n"));
  assert.deepEqual(rows.map(told), ["@", "a|a", "b|x", "-|y", "c|c", "d|-"]);
});

test("each hunk has a row of its own", () => {
  const rows = pairedRows(hunks("a\n1\n2\n3\n4\nb\n", "A\n1\n2\n3\n4\nB\n"));
  assert.deepEqual(rows.map(told), ["@", "a|A", "1|1", "@", "4|4", "b|B"]);
});

test("a line is cut at the words that differ, and where enough is told", () => {
  const line: DiffLine = {
    kind: "removed",
    before: 1,
    after: null,
    text: "port = 80;",
    unended: false,
    words: [{ start: 7, end: 9 }],
  };
  const all = linePieces(line, 100).map(({ text, differs }) => (differs ? `[${text}]` : text));
  assert.deepEqual(all, ["port = ", "[80]", ";"]);
  const cut = linePieces(line, 8).map(({ text, differs }) => (differs ? `[${text}]` : text));
  assert.deepEqual(cut, ["port = ", "[8]"]);
  assert.deepEqual(linePieces({ ...line, text: "", words: [] }, 8), []);
});
