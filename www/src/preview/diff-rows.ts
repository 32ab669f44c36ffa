/** The lines of a text difference as the rows of a table: under each other, or side by side. */
import type { DiffLine, Hunk } from "./diff.js";

/** Where lines are left out, or a line of one text or of both. */
export type DiffRow =
  { hunk: Hunk } | { hunk?: undefined; before: DiffLine | null; after: DiffLine | null };

/** One line a row: what was removed, then what was added. */
export function unifiedRows(hunks: readonly Hunk[]): DiffRow[] {
  return hunks.flatMap((hunk) => [
    { hunk },
    ...hunk.lines.map((line) => ({
      before: line.kind === "added" ? null : line,
      after: line.kind === "removed" ? null : line,
    })),
  ]);
}

/** What was added stands beside what was removed in its place. */
export function pairedRows(hunks: readonly Hunk[]): DiffRow[] {
  return hunks.flatMap((hunk) => {
    const rows: DiffRow[] = [{ hunk }];
    let removed: DiffLine[] = [];
    let added: DiffLine[] = [];
    const close = (): void => {
      for (let at = 0; at < Math.max(removed.length, added.length); at++) {
        rows.push({ before: removed[at] ?? null, after: added[at] ?? null });
      }
      [removed, added] = [[], []];
    };
    for (const line of hunk.lines) {
      if (line.kind === "removed") removed.push(line);
      else if (line.kind === "added") added.push(line);
      else {
        close();
        rows.push({ before: line, after: line });
      }
    }
    close();
    return rows;
  });
}

/** A run of a line, and whether it differs from the line in its place. */
export interface LinePiece {
  text: string;
  differs: boolean;
}

/** Cuts a line where words begin and end to differ; `most` units of it are told. */
export function linePieces({ text, words }: DiffLine, most: number): LinePiece[] {
  const pieces: LinePiece[] = [];
  const end = Math.min(text.length, most);
  let at = 0;
  const take = (to: number, differs: boolean): void => {
    const piece = text.slice(at, Math.min(to, end));
    if (piece !== "") pieces.push({ text: piece, differs });
    at = Math.max(at, Math.min(to, end));
  };
  for (const word of words) {
    take(word.start, false);
    take(word.end, true);
  }
  take(end, false);
  return pieces;
}
