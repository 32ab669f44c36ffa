/** The difference between the bytes of two files, and both side by side with equal bytes aligned. */
import { match } from "./myers.js";

/** Bytes that stand for each other; one of the sides may be empty. */
export interface ByteRange {
  before: { start: number; end: number };
  after: { start: number; end: number };
}

export interface ByteDiff {
  /** What differs, ascending; all else is the same in both. */
  ranges: ByteRange[];
  /** False if a range may hold bytes that are the same, because it would take too long to tell. */
  exact: boolean;
  beforeSize: number;
  afterSize: number;
}

/** A byte of both files in a row; null where a file has none there. */
export interface ByteCell {
  before: number | null;
  after: number | null;
  differs: boolean;
}

/** Where files are not of one size, inserted bytes are looked for in so many. */
const MOST_BYTES = 1 << 18;
const WORK = 4_000_000;
const MOST_RANGES = 100_000;

/** Compares two files: of one size offset by offset, else with what was inserted or removed. */
export function diffBytes(before: Uint8Array, after: Uint8Array): ByteDiff {
  const sizes = { beforeSize: before.length, afterSize: after.length };
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end])
    end += 1;
  const [endA, endB] = [before.length - end, after.length - end];
  if (start === endA && start === endB) return { ranges: [], exact: true, ...sizes };
  const whole: ByteRange = {
    before: { start, end: endA },
    after: { start, end: endB },
  };
  if (endA === endB) return { ...offsetByOffset(before, after, start, endA), ...sizes };
  if (start === endA || start === endB) return { ranges: [whole], exact: true, ...sizes };
  const small = endA - start + (endB - start) <= MOST_BYTES;
  const [a, b] = [
    Array.from(before.subarray(start, endA)),
    Array.from(after.subarray(start, endB)),
  ];
  const matches = small ? match(a, b, WORK) : null;
  if (!matches) return { ranges: [whole], exact: false, ...sizes };
  return { ranges: between(matches, a.length, b.length, start), exact: true, ...sizes };
}

function offsetByOffset(
  before: Uint8Array,
  after: Uint8Array,
  start: number,
  end: number,
): { ranges: ByteRange[]; exact: boolean } {
  const ranges: ByteRange[] = [];
  for (let at = start; at < end; at++) {
    if (before[at] === after[at]) continue;
    const last = ranges.at(-1);
    if (last?.before.end === at) {
      last.before.end = last.after.end = at + 1;
    } else if (last && ranges.length === MOST_RANGES) {
      last.before.end = last.after.end = end;
      return { ranges, exact: false };
    } else {
      ranges.push({ before: { start: at, end: at + 1 }, after: { start: at, end: at + 1 } });
    }
  }
  return { ranges, exact: true };
}

/** What lies between the bytes that match. */
function between(matches: Int32Array, sizeA: number, sizeB: number, offset: number): ByteRange[] {
  const ranges: ByteRange[] = [];
  let [x, y] = [0, 0];
  const close = (a: number, b: number): void => {
    if (a > x || b > y) {
      ranges.push({
        before: { start: offset + x, end: offset + a },
        after: { start: offset + y, end: offset + b },
      });
    }
    [x, y] = [a + 1, b + 1];
  };
  matches.forEach((other, index) => {
    if (other >= 0) close(index, other);
  });
  close(sizeA, sizeB);
  return ranges;
}

/** How many cells both files take side by side, gaps and all. */
export function cellCount({ ranges, beforeSize }: ByteDiff): number {
  return ranges.reduce((sum, { before, after }) => {
    return sum + Math.max(0, after.end - after.start - (before.end - before.start));
  }, beforeSize);
}

/** Cells `from` to `to`, as offsets into the files: a gap stands where the other file has more bytes. */
export function cells(
  { ranges, beforeSize, afterSize }: ByteDiff,
  from: number,
  to: number,
): ByteCell[] {
  const found: ByteCell[] = [];
  let at = 0;
  let [x, y] = [0, 0];
  const run = (countA: number, countB: number, differs: boolean): void => {
    const count = Math.max(countA, countB);
    for (let cell = Math.max(from, at); cell < Math.min(to, at + count); cell++) {
      const within = cell - at;
      found.push({
        before: within < countA ? x + within : null,
        after: within < countB ? y + within : null,
        differs,
      });
    }
    at += count;
    x += countA;
    y += countB;
  };
  for (const { before, after } of ranges) {
    if (at >= to) return found;
    run(before.start - x, after.start - y, false);
    run(before.end - before.start, after.end - after.start, true);
  }
  run(beforeSize - x, afterSize - y, false);
  return found;
}
