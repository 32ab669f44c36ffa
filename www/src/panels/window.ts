/** Long lists are shown in windows, which grow when asked. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { f, t } from "../text/text.js";

/** Rows that a list begins with, and grows by. */
export const ROWS = 200;

/** A button below a list that is not shown to its end. */
export function moreButton(
  left: number,
  step: number,
  show: () => void,
): TemplateResult | typeof nothing {
  if (left <= 0) return nothing;
  const next = Math.min(left, step);
  return html`<div class="more">
    <button type="button" @click=${show}>${t.list.more(f.integer(next))}</button>
    <span class="dim">${t.list.left(f.integer(left), left)}</span>
  </div>`;
}
