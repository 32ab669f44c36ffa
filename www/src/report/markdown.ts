import type { Block, Summary } from "./summary.js";

/** A report as Markdown (CommonMark, tables as GitHub has them). Texts of the archive stay texts. */
export function markdown({ title, sections }: Summary, more: (count: number) => string): string {
  const parts = [`# ${escaped(title)}`];
  for (const section of sections) {
    parts.push(`## ${escaped(section.title)}`);
    for (const block of section.blocks) parts.push(written(block, more));
  }
  return `${parts.join("\n\n")}\n`;
}

function written(block: Block, more: (count: number) => string): string {
  switch (block.kind) {
    case "text":
      return escaped(block.text);
    case "code": {
      const fence = fenceFor(block.text);
      return `${fence}\n${block.text.replace(/\n$/, "")}\n${fence}`;
    }
    case "table": {
      const { head, rows, more: left } = block.table;
      const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
      const lines = [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)];
      return lines.join("\n") + (left > 0 ? `\n\n${escaped(more(left))}` : "");
    }
  }
}

/** Nothing in it means anything to Markdown or to HTML (CommonMark 0.31, 2.4 "Backslash escapes"). */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#!|~&$]/g, (character) => `\\${character}`);
}

const cell = (text: string): string => escaped(text.replace(/\s+/g, " "));

/** Longer than any run of backquotes in the text. */
function fenceFor(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const longest = runs.reduce((most, run) => Math.max(most, run.length), 2);
  return "`".repeat(longest + 1);
}
