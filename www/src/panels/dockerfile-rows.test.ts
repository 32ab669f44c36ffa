import assert from "node:assert/strict";
import { test } from "node:test";

import type { DockerfileLine } from "../api/insight-types.js";
import { baseRows, paint, textRows } from "./dockerfile-rows.js";

function line(text: string, more: Partial<DockerfileLine> = {}): DockerfileLine {
  return {
    instruction: /^[A-Z]+/.exec(text)?.[0] ?? "",
    text,
    step: null,
    layer: null,
    origin: "step",
    unknown: false,
    notes: [],
    ...more,
  };
}

const FILE = {
  text: "# named\nFROM base\n# one\n# two\nRUN a && \\\n    b\n# from the config; no step tells of it\nENV A=1\nUSER app\n",
  lines: [
    line("FROM base", { origin: "from", notes: ["named"] }),
    line("RUN below", { origin: "base", notes: ["made\nthere"] }),
    line("RUN a && \\\n    b", { notes: ["one", "two"], layer: 1 }),
    line("ENV A=1", { origin: "config" }),
    line("USER app", { origin: "config" }),
  ],
};

test("each line of the text is a row of its instruction, numbered as in the file", () => {
  const rows = textRows(FILE);
  assert.equal(rows.map(({ text }) => `${text}\n`).join(""), FILE.text);
  assert.deepEqual(
    rows.map(({ number, line, first, head }) => [number, line.instruction, first, head]),
    [
      [1, "FROM", true, false],
      [2, "FROM", false, true],
      [3, "RUN", true, false],
      [4, "RUN", false, false],
      [5, "RUN", false, true],
      [6, "RUN", false, false],
      [7, "ENV", true, false],
      [8, "ENV", false, true],
      [9, "USER", true, true],
    ],
  );
});

test("steps of the base are rows without a number", () => {
  assert.deepEqual(
    baseRows(FILE).map(({ number, text, head }) => [number, text, head]),
    [
      [null, "# made", false],
      [null, "# there", false],
      [null, "RUN below", true],
    ],
  );
});

test("a row is painted by what stands in it", () => {
  const row = (text: string, more: Partial<DockerfileLine> = {}) => ({
    number: 1,
    text,
    line: line(text, more),
    first: true,
    head: true,
  });
  const painted = (text: string, more: Partial<DockerfileLine> = {}): string[] =>
    paint(row(text, more)).map(({ text, kind }) => `${kind}:${text}`);
  assert.deepEqual(painted("# RUN a"), ["comment:# RUN a"]);
  assert.deepEqual(painted("ADD --chown=33:33 <unknown-dir-ab12> /x", { unknown: true }), [
    "instruction:ADD",
    "flag: --chown=33:33",
    ": ",
    "unknown:<unknown-dir-ab12>",
    ": /x",
  ]);
  assert.deepEqual(painted(`RUN --mount=type=cache a --flag "b \\" c" 'd' $E \${F}`), [
    "instruction:RUN",
    "flag: --mount=type=cache",
    ": a --flag ",
    `string:"b \\" c"`,
    ": ",
    "string:'d'",
    ": ",
    "variable:$E",
    ": ",
    "variable:${F}",
  ]);
  // Only where the core says that something is not known: a text of the archive may look like it.
  assert.deepEqual(painted("COPY <unknown-dir-ab12> /x"), [
    "instruction:COPY",
    ": ",
    ":<unknown-dir-ab12>",
    ": /x",
  ]);
  const long = `RUN ${'"\\'.repeat(4000)}`;
  assert.deepEqual(painted(long), [`:${long}`]);
});
