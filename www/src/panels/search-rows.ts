/** What was found as rows of a list: files, and below them the places in each. */
import type { FoundFile, Run } from "./search-run.js";

/** Places shown of a file until the reader wants all. */
const SHORT = 5;

/** `set` and `position` count, from 1, among the rows beside it. */
interface RowOf {
  file: FoundFile;
  set: number;
  position: number;
}
export type ResultRow =
  | (RowOf & { kind: "file"; open: boolean | null })
  /** `at` is an index into the file's places. */
  | (RowOf & { kind: "place"; at: number })
  /** Stands for the places that are not shown. */
  | (RowOf & { kind: "more"; at: number; left: number });

export function rowsOf({ files, order, closed, whole }: Run): ResultRow[] {
  const rows: ResultRow[] = [];
  const sorted = order === "path" ? files.toSorted(byPath) : files;
  sorted.forEach((file, index) => {
    const { length } = file.places;
    const open = length === 0 ? null : !closed.has(file);
    rows.push({ kind: "file", file, open, set: files.length, position: index + 1 });
    if (!open) return;
    // A row that says "one more" takes as much room as that one.
    const shown = whole.has(file) || length <= SHORT + 1 ? length : SHORT;
    const set = shown < length ? shown + 1 : length;
    for (let at = 0; at < shown; at++)
      rows.push({ kind: "place", file, at, set, position: at + 1 });
    if (shown < length) {
      rows.push({ kind: "more", file, at: shown, left: length - shown, set, position: set });
    }
  });
  return rows;
}

/** The row's index into the places; -1 for the file itself. */
export function atOf(row: ResultRow): number {
  return row.kind === "file" ? -1 : row.at;
}

/** The oldest layer first where several have the path. */
function byPath(a: FoundFile, b: FoundFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.layer - b.layer;
}

/** What a key means in the list, with the keyboard in one of its rows. */
export type RowAction =
  { do: "row"; to: number } | { do: "open" } | { do: "fold"; open: boolean } | { do: "leave" };

export function rowAction(
  { key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
  rows: readonly ResultRow[],
  index: number,
  page: number,
): RowAction | null {
  const row = rows[index];
  if (!row || altKey || ctrlKey || metaKey || shiftKey) return null;
  const to = (wanted: number): RowAction => ({
    do: "row",
    to: Math.max(0, Math.min(wanted, rows.length - 1)),
  });
  switch (key) {
    case "ArrowDown":
      return to(index + 1);
    case "ArrowUp":
      return index === 0 ? { do: "leave" } : to(index - 1);
    case "PageDown":
      return to(index + page);
    case "PageUp":
      return to(index - page);
    case "Home":
      return to(0);
    case "End":
      return to(rows.length - 1);
    case "ArrowRight":
      if (row.kind !== "file" || row.open === null) return null;
      return row.open ? to(index + 1) : { do: "fold", open: true };
    case "ArrowLeft":
      if (row.kind !== "file") return to(rows.findLastIndex(isFileUpTo(index)));
      return row.open ? { do: "fold", open: false } : null;
    case "Enter":
    case " ":
      return { do: "open" };
    default:
      return null;
  }
}

function isFileUpTo(index: number): (row: ResultRow, at: number) => boolean {
  return (row, at) => at <= index && row.kind === "file";
}
