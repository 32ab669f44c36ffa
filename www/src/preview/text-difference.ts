/** Two texts as a table of the lines that differ. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { f, t } from "../text/text.js";
import { visibleLines } from "../text/visible.js";
import { linePieces, pairedRows, unifiedRows } from "./diff-rows.js";
import type { DiffRow } from "./diff-rows.js";
import type { DiffLine, Hunk } from "./diff.js";

/** Of a longer line the rest is only counted. */
const LONGEST_SHOWN = 4096;

export interface TextTable {
  rows: DiffRow[];
  paired: boolean;
}

export function textTable(hunks: readonly Hunk[], paired: boolean): TextTable {
  return { rows: paired ? pairedRows(hunks) : unifiedRows(hunks), paired };
}

/** The first `most` rows. */
export function renderTextTable({ rows, paired }: TextTable, most: number): TemplateResult {
  const text = t.difference;
  return html`<table class="lines ${paired ? "paired" : "unified"}" aria-label=${text.tableText}>
    <thead class="heard">
      <tr>
        ${
          paired
            ? html`<th scope="col">${text.line}</th>
                <th scope="col">${text.before}</th>
                <th scope="col">${text.line}</th>
                <th scope="col">${text.after}</th>`
            : html`<th scope="col">${text.before}: ${text.line}</th>
                <th scope="col">${text.after}: ${text.line}</th>
                <th scope="col">${text.text}</th>`
        }
      </tr>
    </thead>
    <tbody>
      ${rows.slice(0, most).map((row) => {
        if (row.hunk) return hunkRow(row.hunk, paired);
        return paired ? pairedRow(row) : unifiedRow(row);
      })}
    </tbody>
  </table>`;
}

function hunkRow(hunk: Hunk, paired: boolean): TemplateResult {
  const range = (start: number, count: number): string =>
    count === 0
      ? t.difference.noLine
      : t.difference.lineRange(f.integer(start), f.integer(start + count - 1));
  const before = range(hunk.beforeStart, hunk.beforeCount);
  const after = range(hunk.afterStart, hunk.afterCount);
  return html`<tr class="hunk">
    <td colspan=${paired ? 4 : 3}>${before === after ? before : `${before} → ${after}`}</td>
  </tr>`;
}

type Line = Exclude<DiffRow, { hunk: Hunk }>;

function unifiedRow({ before, after }: Line): TemplateResult {
  const line = before ?? after;
  return html`<tr class=${line?.kind ?? ""}>
    <td class="number">${before?.before ?? ""}</td>
    <td class="number">${after?.after ?? ""}</td>
    ${line ? code(line) : nothing}
  </tr>`;
}

function pairedRow({ before, after }: Line): TemplateResult {
  return html`<tr class="pair">
    ${side(before, before?.before)}${side(after, after?.after)}
  </tr>`;
}

function side(line: DiffLine | null, number: number | null | undefined): TemplateResult {
  return html`<td class="number ${line?.kind ?? "gap"}">${number ?? ""}</td>
    ${line ? code(line, line.kind) : html`<td class="gap"></td>`}`;
}

/** The text with its sign; words that differ are marked in it. */
function code(line: DiffLine, kind = ""): TemplateResult {
  const { removed, added, unended, cut } = t.difference;
  const sign = { same: " ", removed: "−", added: "+" }[line.kind];
  const heard = { same: "", removed, added }[line.kind];
  const left = line.text.length - LONGEST_SHOWN;
  const mark = (text: string): TemplateResult =>
    line.kind === "removed" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
  // In one line of this file: a blank more would be seen.
  // prettier-ignore
  return html`<td class="code ${kind}"><span class="sign" aria-hidden="true">${sign}</span>${
    heard ? html`<span class="heard">${heard}: </span>` : nothing
  }<bdi>${linePieces(line, LONGEST_SHOWN).map(({ text, differs }) =>
    differs ? mark(visibleLines(text)) : visibleLines(text),
  )}</bdi>${left > 0 ? html`<span class="aside">${cut(f.integer(left))}</span>` : nothing}${
    line.unended ? html`<span class="aside">${unended}</span>` : nothing
  }</td>`;
}
