import assert from "node:assert/strict";
import test from "node:test";

import { differingWords, diffText } from "./diff.js";
import type { TextDiff } from "./diff.js";
import { match } from "./myers.js";

/** The hunks as `diff -u` prints them. */
function unified(diff: TextDiff): string[] {
  assert.equal(diff.kind, "hunks");
  const signs = { same: " ", removed: "-", added: "+" };
  return diff.hunks.flatMap((hunk) => [
    `@@ -${hunk.beforeStart},${hunk.beforeCount} +${hunk.afterStart},${hunk.afterCount} @@`,
    ...hunk.lines.map(({ kind, text, unended }) => signs[kind] + text + (unended ? "\\" : "")),
  ]);
}

/** The text of one side, from all lines. */
function side(diff: TextDiff, leave: "removed" | "added"): string {
  assert.equal(diff.kind, "hunks");
  const lines = diff.hunks.flatMap(({ lines }) => lines).filter(({ kind }) => kind !== leave);
  return lines.map(({ text, unended }) => (unended ? text : `${text}\n`)).join("");
}

test("a changed, an added and a removed line", () => {
  assert.deepEqual(unified(diffText("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n", { context: 1 })), [
    "@@ -1,4 +1,5 @@",
    " a",
    "-b",
    "+B",
    " c",
    " d",
    "+e",
  ]);
  assert.deepEqual(unified(diffText("a\nb\n", "b\n", { context: 0 })), ["@@ -1,1 +0,0 @@", "-a"]);
  assert.deepEqual(unified(diffText("", "a\n")), ["@@ -0,0 +1,1 @@", "+a"]);
  assert.deepEqual(diffText("a\n", "a\n"), { kind: "same" });
});

test("changes far from each other are hunks of their own", () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const other = lines.map((line, index) =>
    index === 2 || index === 30 ? `${line} changed` : line,
  );
  const diff = diffText(`${lines.join("\n")}\n`, `${other.join("\n")}\n`);
  assert.deepEqual(
    unified(diff).filter((line) => line.startsWith("@@")),
    ["@@ -1,6 +1,6 @@", "@@ -28,7 +28,7 @@"],
  );
  assert.ok(diff.kind === "hunks" && diff.added === 2 && diff.removed === 2);
});

test("line ends count: carriage returns, and none at the end", () => {
  assert.deepEqual(unified(diffText("a\r\nb\n", "a\nb")), [
    "@@ -1,2 +1,2 @@",
    "-a\r",
    "-b",
    "+a",
    "+b\\",
  ]);
});

test("words that changed in a line", () => {
  const text = (line: string, ranges: { start: number; end: number }[]): string[] =>
    ranges.map(({ start, end }) => line.slice(start, end));
  const [before, after] = ["listen 80 default;", "listen 8080 default;"];
  const [a, b] = differingWords(before, after);
  assert.deepEqual([text(before, a), text(after, b)], [["80"], ["8080"]]);
  assert.deepEqual(differingWords("entirely", "other words"), [[], []]);
  const diff = diffText(`${before}\n`, `${after}\n`);
  assert.ok(diff.kind === "hunks");
  assert.deepEqual(
    diff.hunks[0]?.lines.map(({ words }) => words),
    [[{ start: 7, end: 9 }], [{ start: 7, end: 11 }]],
  );
});

test("what would take too long is said, and soon", () => {
  const lines = (seed: number): string => {
    let state = seed;
    const next = (): string => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return String(state % 50);
    };
    return Array.from({ length: 60_000 }, next).join("\n");
  };
  const start = performance.now();
  const diff = diffText(lines(1), lines(2));
  assert.deepEqual(diff, { kind: "tooDifferent", before: 60_000, after: 60_000 });
  assert.ok(performance.now() - start < 5000);
  // Nothing in common is no work.
  const other = diffText("a\n".repeat(60_000), "b\n".repeat(60_000));
  assert.ok(other.kind === "hunks" && other.added === 60_000);
});

test("any two texts: both can be read out of the difference, and no edit is too many", () => {
  let state = 7;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536) % below;
  };
  for (let round = 0; round < 400; round++) {
    const list = (): number[] => Array.from({ length: random(14) }, () => random(4));
    const [a, b] = [list(), list()];
    const matches = match(a, b);
    assert.ok(matches);
    const pairs = Array.from(matches).filter((other) => other >= 0);
    assert.deepEqual(
      pairs,
      [...new Set(pairs)].sort((x, y) => x - y),
    );
    matches.forEach((other, index) => assert.ok(other < 0 || a[index] === b[other]));
    assert.equal(pairs.length, longest(a, b), `${a.join(" ")} and ${b.join(" ")}`);
    const [before, after] = [a, b].map((list) => list.map((n) => `${n}\n`).join(""));
    const diff = diffText(before ?? "", after ?? "", { context: 100 });
    if (diff.kind === "same") continue;
    assert.deepEqual([side(diff, "added"), side(diff, "removed")], [before, after]);
  }
});

/** The length of the longest common part, by the table. */
function longest(a: number[], b: number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    b.forEach((y, at) =>
      next.push(x === y ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0)),
    );
    row = next;
  }
  return row.at(-1) ?? 0;
}
