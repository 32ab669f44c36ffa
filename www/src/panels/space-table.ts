/** The accounts of all layers as exact numbers. */
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { Accounts } from "../api/insight-types.js";
import { bytesIn } from "../element/accounts.js";
import type { AccountName } from "../element/accounts.js";
import { chip, layerLine } from "../element/parts.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import type { CountedLayer } from "./space-layers.js";

export function accountTable(
  layers: readonly CountedLayer[],
  shown: readonly AccountName[],
  sums: Accounts,
): TemplateResult {
  const stored = layers.reduce((sum, { info }) => sum + info.size, 0);
  const numbers = (size: number, own: Accounts): TemplateResult[] =>
    [size, bytesIn(own), ...shown.map((name) => own[name])].map(
      (bytes) => html`<td class="end number">${f.integer(bytes)}</td>`,
    );
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t.space.tableTitle}>
    <table>
      <caption class="heard">
        ${t.space.tableTitle}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t.space.layer}</th>
          <th scope="col" class="end">${t.space.storedColumn}</th>
          <th scope="col" class="end">${t.space.unpackedColumn}</th>
          ${shown.map(
            (name) => html`<th scope="col" class="end account">${t.space.account[name].name}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${layers.map(
          ({ info, own }) =>
            html`<tr>
              <th scope="row" title=${visible(layerLine(info))}>${chip(info.position)}</th>
              ${numbers(info.size, own)}
            </tr>`,
        )}
        <tr>
          <th scope="row">${t.space.sum}</th>
          ${numbers(stored, sums)}
        </tr>
      </tbody>
    </table>
  </div>`;
}
