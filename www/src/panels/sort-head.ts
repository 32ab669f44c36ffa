import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { icon } from "../element/icons.js";
import type { Sorted } from "./package-list.js";

export interface Column<Key> {
  key: Key;
  text: string;
  title?: string;
  /** Classes of the cell. */
  look?: string;
  /** Sorted from the top the first time: sizes and counts. */
  mostFirst?: boolean;
}

/** The head of a column that the table can be sorted by. */
export function sortHead<Key extends string>(
  { key, text, title, look = "", mostFirst = false }: Column<Key>,
  { sort, descending }: Sorted<Key>,
  choose: (sorted: Sorted<Key>) => void,
): TemplateResult {
  const chosen = sort === key;
  const next = { sort: key, descending: chosen ? !descending : mostFirst };
  return html`<th
    scope="col"
    class=${look}
    aria-sort=${chosen ? (descending ? "descending" : "ascending") : "none"}
  >
    <button type="button" class="plain sort" title=${title ?? nothing} @click=${() => choose(next)}>
      ${text}${chosen ? icon(descending ? "down" : "up") : nothing}
    </button>
  </th>`;
}
