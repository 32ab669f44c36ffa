import assert from "node:assert/strict";
import { test } from "node:test";

import { markdown } from "./markdown.js";
import { page } from "./page.js";
import type { Summary } from "./summary.js";

const nasty = "a|b<img src=x>`*_[c](d)\n# e";
const summary: Summary = {
  title: nasty,
  sections: [
    {
      title: "One",
      blocks: [
        { kind: "table", table: { head: ["x", "y"], rows: [[nasty, "2"]], more: 3 } },
        { kind: "code", text: "RUN echo ```\n" },
      ],
    },
  ],
};
const more = (count: number): string => `${count} more`;

test("what a name holds means nothing in Markdown", () => {
  const text = markdown(summary, more);
  const [row] = text.split("\n").filter((line) => line.includes("img src") && line.startsWith("|"));
  assert.equal(row, "| a\\|b\\<img src=x\\>\\`\\*\\_\\[c\\](d) \\# e | 2 |");
  assert.ok(text.includes("\n\n3 more\n"));
  assert.ok(text.includes("\n````\nRUN echo ```\n````\n"));
});

test("nor in HTML", () => {
  const text = page(summary, "en", more);
  assert.ok(!text.includes("<img"));
  assert.ok(text.includes("<td>a|b&lt;img src=x&gt;"));
});
