/** What is set otherwise in two images, or installed in another version, as a table. */
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { SettingDifference } from "../api/insight-types.js";
import { differingWords } from "../preview/diff.js";
import type { WordRange } from "../preview/diff.js";
import { linePieces } from "../preview/diff-rows.js";
import { f, t } from "../text/text.js";
import { visible, visibleLines } from "../text/visible.js";

/** Rows shown at first, and added by each "show more". */
export const SETTINGS_PAGE = 200;
/** Of a longer value the beginning is shown. */
const LONGEST_SHOWN = 8192;

export interface SettingTable {
  label: string;
  /** The headings of the first two columns. */
  columns: readonly [string, string];
  /** What stands in them. */
  names: (row: SettingDifference) => readonly [string, string];
}

/** The first `most` rows; `more` shows others. */
export function settingTable(
  { label, columns, names }: SettingTable,
  rows: readonly SettingDifference[],
  most: number,
  more: () => void,
): TemplateResult {
  const left = rows.length - most;
  const { before, after } = t.compare.value;
  return html`<table class="settings" aria-label=${label}>
      <thead>
        <tr>
          ${[...columns, before, after].map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, most).map((row) => {
          const [first, second] = names(row);
          const [words, others] = differingWords(row.before ?? "", row.after ?? "");
          const both = row.before !== null && row.after !== null;
          return html`<tr>
            <td class="dim">${first}</td>
            <th scope="row"><bdi>${visible(second)}</bdi></th>
            ${cell(row.before, both ? words : [], "before")}
            ${cell(row.after, both ? others : [], "after")}
          </tr>`;
        })}
      </tbody>
    </table>
    ${
      left > 0
        ? html`<button type="button" class="more" @click=${more}>
            ${t.compare.more(f.integer(left))}
          </button>`
        : ""
    }`;
}

function cell(value: string | null, words: WordRange[], side: "before" | "after"): TemplateResult {
  // In a narrow window the headings are gone.
  const heading = t.compare.value[side];
  if (value === null) {
    return html`<td class="dim" data-heading=${heading}>${t.compare.absent}</td>`;
  }
  const line = { kind: "same", before: null, after: null, unended: false } as const;
  const pieces = linePieces({ ...line, text: value, words }, LONGEST_SHOWN);
  const mark = (text: string): TemplateResult =>
    side === "before" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
  const left = value.length - LONGEST_SHOWN;
  return html`<td data-heading=${heading}>
    <code
      ><bdi
        >${pieces.map(({ text, differs }) =>
          differs ? mark(visibleLines(text)) : visibleLines(text),
        )}</bdi
      ></code
    >
    ${left > 0 ? html`<span class="dim">${t.difference.cut(f.integer(left))}</span>` : ""}
  </td>`;
}
