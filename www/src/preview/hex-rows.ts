/** Which rows of a hex difference there is something to see in. */
import type { ByteDiff } from "./hex-diff.js";

/** A run of rows: from `start` up to, not including, `end`. */
export interface HexRun {
  start: number;
  end: number;
}

/** The rows of `width` cells that differ, with some around. */
export function hexRuns({ ranges }: ByteDiff, width: number, count: number): HexRun[] {
  const runs: HexRun[] = [];
  const last = Math.ceil(count / width);
  /** How many cells the other file's longer ranges have moved what follows. */
  let moved = 0;
  for (const { before, after } of ranges) {
    const cells = Math.max(before.end - before.start, after.end - after.start);
    const at = before.start + moved;
    moved += cells - (before.end - before.start);
    const start = Math.max(0, Math.floor(at / width) - 1);
    const end = Math.min(last, Math.ceil((at + cells) / width) + 1);
    const run = runs.at(-1);
    if (run && start <= run.end) run.end = Math.max(run.end, end);
    else runs.push({ start, end });
  }
  return runs;
}

/** The numbers of the first rows of these runs, at most `most`; -1 stands between two runs. */
export function hexRowNumbers(runs: readonly HexRun[], most: number): number[] {
  const rows: number[] = [];
  for (const { start, end } of runs) {
    if (rows.length >= most) break;
    if (rows.length > 0) rows.push(-1);
    for (let row = start; row < end && rows.length < most; row++) rows.push(row);
  }
  return rows;
}
