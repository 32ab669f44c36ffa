/** A window of two files as a table of the bytes that differ. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { t } from "../text/text.js";
import { cellCount, cells, diffBytes } from "./hex-diff.js";
import type { ByteCell, ByteDiff } from "./hex-diff.js";
import { hexRowNumbers, hexRuns } from "./hex-rows.js";
import type { HexRun } from "./hex-rows.js";
import { offsetWidth } from "./hex.js";

export interface HexWindow {
  /** Where in both files it begins. */
  offset: number;
  before: Uint8Array;
  after: Uint8Array;
  diff: ByteDiff;
  /** Hexadecimal digits of an offset. */
  digits: number;
}

export interface HexTable {
  window: HexWindow;
  /** Bytes in a row. */
  width: number;
  paired: boolean;
  runs: HexRun[];
  rowCount: number;
}

export function hexWindow(
  offset: number,
  [before, after]: [Uint8Array, Uint8Array],
  size: number,
): HexWindow {
  const diff = diffBytes(before, after);
  return { offset, before, after, diff, digits: offsetWidth(size) };
}

export function hexTable(window: HexWindow, width: number, paired: boolean): HexTable {
  const runs = hexRuns(window.diff, width, cellCount(window.diff));
  const rowCount = runs.reduce((sum, { start, end }) => sum + end - start, 0);
  return { window, width, paired, runs, rowCount };
}

/** The first `most` rows. */
export function renderHexTable(table: HexTable, most: number): TemplateResult {
  const text = t.difference;
  const columns = html`<th scope="col">${text.offset}</th>
    <th scope="col">${text.bytes}</th>
    <th scope="col">${text.ascii}</th>`;
  return html`<table class="hex ${table.paired ? "paired" : "unified"}" aria-label=${text.tableHex}>
    <thead class="heard">
      <tr>
        ${columns}${table.paired ? columns : nothing}
      </tr>
    </thead>
    <tbody>
      ${hexRowNumbers(table.runs, most).map((row) =>
        row < 0
          ? html`<tr class="hunk">
              <td colspan=${table.paired ? 6 : 3}><span aria-hidden="true">⋯</span></td>
            </tr>`
          : renderRow(table, row),
      )}
    </tbody>
  </table>`;
}

function renderRow({ window, width, paired }: HexTable, row: number): TemplateResult {
  const { diff } = window;
  const found = cells(diff, row * width, (row + 1) * width);
  const differs = found.some((cell) => cell.differs);
  if (paired) {
    return html`<tr>
      ${side(window, found, "before", differs)}${side(window, found, "after", differs)}
    </tr>`;
  }
  if (!differs) {
    return html`<tr>
      ${side(window, found, "before", false)}
    </tr>`;
  }
  return html`<tr>
      ${side(window, found, "before", true)}
    </tr>
    <tr>
      ${side(window, found, "after", true)}
    </tr>`;
}

/** Offset, bytes and letters of one of the files. */
function side(
  { offset, before, after, digits }: HexWindow,
  found: readonly ByteCell[],
  which: "before" | "after",
  differs: boolean,
): TemplateResult {
  const bytes = which === "before" ? before : after;
  const kind = differs ? (which === "before" ? "removed" : "added") : "same";
  const first = found.find((cell) => cell[which] !== null)?.[which] ?? null;
  const hex: (TemplateResult | string)[] = [];
  const letters: (TemplateResult | string)[] = [];
  const mark = (text: string): TemplateResult =>
    which === "before" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
  found.forEach((cell, index) => {
    const at = cell[which];
    const byte = at === null ? undefined : bytes[at];
    const gap = index === 0 ? "" : index % 8 === 0 ? "  " : " ";
    if (byte === undefined) {
      hex.push(`${gap}  `);
      letters.push(" ");
      return;
    }
    const letter = byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
    const digitsOf = byte.toString(16).padStart(2, "0");
    hex.push(gap, cell.differs ? mark(digitsOf) : digitsOf);
    letters.push(cell.differs ? mark(letter) : letter);
  });
  const sign = { removed: "−", added: "+", same: " " }[kind];
  const heard = { removed: t.difference.removed, added: t.difference.added, same: "" }[kind];
  // prettier-ignore
  return html`<td class="number ${kind}">${
    first === null ? "" : (offset + first).toString(16).padStart(digits, "0")
  }</td><td class="code ${kind}"><span class="sign" aria-hidden="true">${sign}</span>${
    heard ? html`<span class="heard">${heard}: </span>` : nothing
  }${hex}</td><td class="ascii ${kind}">${letters}</td>`;
}
