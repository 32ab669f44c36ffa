/** What an export will be: sizes, ids before and after, warnings. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Plan } from "../api/types.js";
import { named, note } from "../element/parts.js";
import { styled } from "../element/styled.js";
import { shortId } from "../text/format.js";
import { f, t } from "../text/text.js";

export function planFacts(plan: Plan): TemplateResult {
  const freed = plan.before - plan.after;
  const share = plan.before > 0 ? plan.after / plan.before : 1;
  return html`<h2>${t.save.plan}</h2>
    <div class="sizes">
      <div>
        <span class="dim">${t.save.before}</span>
        <strong class="number" title=${t.exactBytes(f.integer(plan.before), plan.before)}
          >${f.bytes(plan.before)}</strong
        >
      </div>
      <span class="to" aria-hidden="true">→</span>
      <div>
        <span class="dim">${t.save.after}</span>
        <strong class="number" title=${t.exactBytes(f.integer(plan.after), plan.after)}
          >${f.bytes(plan.after)}</strong
        >
      </div>
      <div class="freed ${freed > 0 ? "some" : ""}">
        ${
          freed > 0
            ? t.save.freed(f.bytes(freed), f.percent(freed / plan.before))
            : freed < 0
              ? t.save.grown(f.bytes(-freed))
              : t.save.sameSize
        }
      </div>
    </div>
    <div class="meter" role="presentation" ${styled({ "--share": `${100 * Math.min(1, share)}%` })}>
      <span></span>
    </div>
    <p class="dim number">${t.save.exact(f.integer(plan.before), f.integer(plan.after))}</p>
    <table>
      <caption class="heard">
        ${t.save.result}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t.save.image}</th>
          <th scope="col">${t.save.idBefore}</th>
          <th scope="col">${t.save.idAfter}</th>
        </tr>
      </thead>
      <tbody>
        ${plan.images.map(
          (image) =>
            html`<tr>
              <td>
                ${
                  image.references.length > 0
                    ? image.references.map((reference) => html`<div>${named(reference)}</div>`)
                    : html`<em>${t.images.noName}</em>`
                }
              </td>
              <td class="mono" title=${image.before}>${shortId(image.before)}</td>
              <td class="mono" title=${image.after}>
                ${image.after === image.before ? t.save.sameId : shortId(image.after)}
              </td>
            </tr>`,
        )}
        ${plan.dropped.map(
          (image) =>
            html`<tr class="gone">
              <td>
                ${image.references.length > 0 ? named(image.references.join(", ")) : t.images.noName}
              </td>
              <td class="mono" title=${image.id}>${shortId(image.id)}</td>
              <td>${t.save.dropped}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${plan.warnings.map(({ severity, message, help }) =>
      note(
        severity,
        html`${message}${help ? html`<br /><span class="dim">${help}</span>` : nothing}`,
      ),
    )}`;
}
