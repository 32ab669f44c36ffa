/** The difference between two texts, line by line and, in lines that changed, word by word. */
import { MOST_WORK, match } from "./myers.js";

/** A part of a line, in UTF-16 units. */
export interface WordRange {
  start: number;
  end: number;
}

export interface DiffLine {
  kind: "same" | "removed" | "added";
  /** The line's number in each text, from 1; null where it isn't. */
  before: number | null;
  after: number | null;
  /** Without its line end; a carriage return before that stays. */
  text: string;
  /** True of a last line without a line end. */
  unended: boolean;
  /** Of a line that stands for one of the other text: what differs; else nothing. */
  words: WordRange[];
}

/** A change, or several near each other, with the lines around. */
export interface Hunk {
  /** The numbers of the first lines; of a text that has none of the lines, the line before. */
  beforeStart: number;
  afterStart: number;
  /** How many lines of each text it has. */
  beforeCount: number;
  afterCount: number;
  lines: DiffLine[];
}

export type TextDiff =
  | { kind: "same" }
  | { kind: "hunks"; hunks: Hunk[]; removed: number; added: number }
  /** It would take too long to tell; how many lines the texts have. */
  | { kind: "tooDifferent"; before: number; after: number };

export interface DiffOptions {
  /** Equal lines around a change: 3 by default. */
  context?: number;
  /** Steps after which it gives up. */
  work?: number;
}

/** Longer lines are not looked into for words. */
const LONGEST_LINE = 4096;
const WORD_WORK = 20_000;

/** Compares two texts. */
export function diffText(before: string, after: string, options: DiffOptions = {}): TextDiff {
  if (before === after) return { kind: "same" };
  const [a, b] = [splitLines(before), splitLines(after)];
  const [numbersA, numbersB] = numbered(a, b);
  const matches = match(numbersA, numbersB, options.work ?? MOST_WORK);
  if (!matches) return { kind: "tooDifferent", before: a.length, after: b.length };
  const lines = merged(a, b, matches);
  const count = (kind: DiffLine["kind"]): number =>
    lines.reduce((sum, line) => sum + (line.kind === kind ? 1 : 0), 0);
  const [removed, added] = [count("removed"), count("added")];
  return { kind: "hunks", hunks: hunksOf(lines, options.context ?? 3), removed, added };
}

interface TextLine {
  text: string;
  unended: boolean;
}

function splitLines(text: string): TextLine[] {
  const parts = text.split("\n");
  const rest = parts.pop() ?? "";
  const lines = parts.map((part) => ({ text: part, unended: false }));
  if (rest !== "") lines.push({ text: rest, unended: true });
  return lines;
}

/** A number for each line, the same for equal ones. */
function numbered(a: TextLine[], b: TextLine[]): [number[], number[]] {
  const known = new Map<string, number>();
  const number = ({ text, unended }: TextLine): number => {
    const key = unended ? text : `${text}\n`;
    const found = known.get(key) ?? known.size;
    known.set(key, found);
    return found;
  };
  return [a.map(number), b.map(number)];
}

/** All lines of both texts; what was removed stands before what was added in its place. */
function merged(a: TextLine[], b: TextLine[], matches: Int32Array): DiffLine[] {
  const lines: DiffLine[] = [];
  const push = (
    kind: DiffLine["kind"],
    line: TextLine,
    before: number | null,
    after: number | null,
  ): void => {
    lines.push({ kind, before, after, text: line.text, unended: line.unended, words: [] });
  };
  let y = 0;
  let changed = 0;
  const addUpTo = (end: number): void => {
    for (; y < end; y++) {
      const line = b[y];
      if (line) push("added", line, null, y + 1);
    }
    markWords(lines.slice(changed));
  };
  a.forEach((line, x) => {
    const other = matches[x] ?? -1;
    if (other < 0) {
      push("removed", line, x + 1, null);
      return;
    }
    addUpTo(other);
    push("same", line, x + 1, other + 1);
    y = other + 1;
    changed = lines.length;
  });
  addUpTo(b.length);
  return lines;
}

/** Of a run of removed and as many added lines: each with the one that took its place. */
function markWords(run: DiffLine[]): void {
  const removed = run.filter(({ kind }) => kind === "removed");
  const added = run.filter(({ kind }) => kind === "added");
  if (removed.length !== added.length) return;
  removed.forEach((before, index) => {
    const after = added[index];
    if (after) [before.words, after.words] = differingWords(before.text, after.text);
  });
}

/** The parts of two lines that differ; nothing if the lines have little in common, or are long. */
export function differingWords(before: string, after: string): [WordRange[], WordRange[]] {
  if (before.length > LONGEST_LINE || after.length > LONGEST_LINE) return [[], []];
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const known = new Map<string, number>();
  const number = (word: string): number => {
    const found = known.get(word) ?? known.size;
    known.set(word, found);
    return found;
  };
  const matches = match(a.map(number), b.map(number), WORD_WORK);
  if (!matches) return [[], []];
  const kept = new Set<number>();
  let common = 0;
  matches.forEach((other, index) => {
    if (other < 0) return;
    kept.add(other);
    common += a[index]?.trim().length ?? 0;
  });
  if (common * 4 < Math.max(before.trim().length, after.trim().length)) return [[], []];
  return [
    rangesOf(a, (index) => (matches[index] ?? -1) < 0),
    rangesOf(b, (index) => !kept.has(index)),
  ];
}

function wordsOf(line: string): string[] {
  return line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

function rangesOf(words: string[], differs: (index: number) => boolean): WordRange[] {
  const ranges: WordRange[] = [];
  let at = 0;
  words.forEach((word, index) => {
    const last = ranges.at(-1);
    if (differs(index)) {
      if (last?.end === at) last.end += word.length;
      else ranges.push({ start: at, end: at + word.length });
    }
    at += word.length;
  });
  return ranges;
}

function hunksOf(lines: DiffLine[], context: number): Hunk[] {
  const hunks: Hunk[] = [];
  let start = 0;
  let end = 0;
  const close = (): void => {
    if (end > start) hunks.push(hunkOf(lines, start, end));
  };
  lines.forEach(({ kind }, index) => {
    if (kind === "same") return;
    const from = Math.max(0, index - context);
    if (end === 0 || from > end) {
      close();
      start = from;
    }
    end = Math.min(lines.length, index + 1 + context);
  });
  close();
  return hunks;
}

function hunkOf(all: DiffLine[], start: number, end: number): Hunk {
  const lines = all.slice(start, end);
  const above = (side: "before" | "after"): number => {
    for (let at = start - 1; at >= 0; at--) {
      const number = all[at]?.[side];
      if (number) return number;
    }
    return 0;
  };
  const [before, after] = (["before", "after"] as const).map((side) => {
    const numbers = lines.map((line) => line[side]).filter((number) => number !== null);
    return { first: numbers[0] ?? above(side), count: numbers.length };
  });
  return {
    beforeStart: before?.first ?? 0,
    afterStart: after?.first ?? 0,
    beforeCount: before?.count ?? 0,
    afterCount: after?.count ?? 0,
    lines,
  };
}
