/** A Dockerfile as rows to show: the lines of its text, each with the instruction that it belongs to. */
import type { Dockerfile, DockerfileLine } from "../api/insight-types.js";
import type { Token } from "../preview/tokens.js";

export interface DockerfileRow {
  /** From 1; null for a step of the base image, which is not in the text. */
  number: number | null;
  text: string;
  line: DockerfileLine;
  /** The first row of what belongs to the instruction, remarks too. */
  first: boolean;
  /** The row that the instruction itself begins with. */
  head: boolean;
}

/** Rows of the text, numbered as in the file. */
export function textRows({ text, lines }: Dockerfile): DockerfileRow[] {
  const all = text.replace(/\n$/, "").split("\n");
  const rows: DockerfileRow[] = [];
  for (const line of lines) {
    if (line.origin === "base") continue;
    const at = rows.length;
    const body = line.text.split("\n");
    const head = place(all, body, at, remarks(line).length);
    for (let index = at; index < head + body.length; index++) {
      const row = all[index];
      if (row === undefined) break;
      rows.push({
        number: index + 1,
        text: row,
        line,
        first: index === at,
        head: index === head,
      });
    }
  }
  return rows;
}

/** Rows of the steps that `FROM` stands for. */
export function baseRows({ lines }: Dockerfile): DockerfileRow[] {
  return lines
    .filter(({ origin }) => origin === "base")
    .flatMap((line) => {
      const above = remarks(line);
      return [...above, ...line.text.split("\n")].map((text, index) => ({
        number: null,
        text,
        line,
        first: index === 0,
        head: index === above.length,
      }));
    });
}

function remarks({ notes }: DockerfileLine): string[] {
  return notes.flatMap((note) => note.split("\n").map((text) => `# ${text}`));
}

/** Where an instruction begins: above it stand its remarks, and before the first of the config one more. */
function place(
  all: readonly string[],
  body: readonly string[],
  from: number,
  above: number,
): number {
  for (let at = from; at <= from + above + 1; at++) {
    if (body.every((text, index) => all[at + index] === text)) return at;
  }
  return from + above;
}

/** Longer rows are not painted: no one reads them for their colours. */
const LONGEST = 4096;

const PARTS = /<unknown-[\w-]+>|"(?:[^"\\]|\\.)*"|'[^']*'|\$\{[^}]*\}|\$[A-Za-z_]\w*/g;

/** Cuts a row to what is painted; the row that an instruction begins with has its word and its flags. */
export function paint({ text, head, line }: DockerfileRow): Token[] {
  if (text.startsWith("#")) return [{ text, kind: "comment" }];
  if (text.length > LONGEST) return [{ text, kind: "" }];
  const tokens: Token[] = [];
  let at = 0;
  const push = (to: number, kind: string): void => {
    if (to > at) tokens.push({ text: text.slice(at, to), kind });
    at = to;
  };
  if (head && line.instruction && text.startsWith(line.instruction)) {
    push(line.instruction.length, "instruction");
    const flags = /^(?:\s+--[a-z][\w-]*(?:=\S*)?)+/.exec(text.slice(at));
    if (flags) push(at + flags[0].length, "flag");
  }
  for (const found of text.slice(at).matchAll(PARTS)) {
    const start = text.length - found.input.length + found.index;
    push(start, "");
    push(start + found[0].length, kindOf(found[0], line));
  }
  push(text.length, "");
  return tokens;
}

function kindOf(part: string, { unknown }: DockerfileLine): string {
  if (part.startsWith("<")) return unknown ? "unknown" : "";
  return part.startsWith("$") ? "variable" : "string";
}
