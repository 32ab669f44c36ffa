/** The cells of one row. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Row } from "../api/types.js";
import { icon } from "../element/icons.js";
import { changeLetter, chip, named } from "../element/parts.js";
import { styled } from "../element/styled.js";
import { exactTime, linkText, modeText, octal, shortTime } from "../text/format.js";
import { f, t } from "../text/text.js";
import { pieces, visible } from "../text/visible.js";

/** `active` is the cell that has the keyboard, by its column from 0. */
export function cells(row: Row, filter: string, active: number): TemplateResult {
  const stop = (column: number): 0 | -1 => (column === active ? 0 : -1);
  return html`${nameCell(row, filter, stop(0))}
    <div
      role="gridcell"
      class="size number"
      aria-colindex="2"
      tabindex=${stop(1)}
      title=${t.exactBytes(f.integer(row.size), row.size)}
    >
      ${row.kind === "symlink" ? "" : f.bytes(row.size)}
    </div>
    <div
      role="gridcell"
      class="mode"
      aria-colindex="3"
      tabindex=${stop(2)}
      title=${octal(row.mode)}
    >
      ${modeText(row.kind, row.mode)}
    </div>
    <div
      role="gridcell"
      class="owner clip"
      aria-colindex="4"
      tabindex=${stop(3)}
      title="${row.uid}:${row.gid}"
    >
      ${named(row.owner)}
    </div>
    <div
      role="gridcell"
      class="time number"
      aria-colindex="5"
      tabindex=${stop(4)}
      title=${exactTime(row.mtime)}
    >
      ${shortTime(row.mtime)}
    </div>
    <div role="gridcell" class="layer" aria-colindex="6" tabindex=${stop(5)}>
      ${chip(row.layer, t.files.writtenBy(row.layer + 1))}
    </div>`;
}

function nameCell(row: Row, filter: string, tabindex: 0 | -1): TemplateResult {
  const path = visible(row.path);
  const link = row.link === null ? null : linkText(row.kind, row.link);
  const hint = link === null ? path : `${path} → ${visible(link)}`;
  return html`<div
    role="gridcell"
    class="name"
    aria-colindex="1"
    tabindex=${tabindex}
    title=${hint}
  >
    <span class="indent" ${styled({ "--level": String(row.level - 1) })}></span>
    <span class="twisty ${row.expanded === null ? "none" : row.expanded ? "open" : ""}"
      >${row.expanded === null ? nothing : icon("twisty")}</span
    >
    ${changeLetter(row.change)}<span class="kind"
      >${icon(row.kind)}<span class="heard">${t.kind[row.kind]}</span></span
    >
    <span class="clip"
      ><bdi
        >${pieces(row.name, filter).map(({ text, hit }) =>
          hit ? html`<mark>${text}</mark>` : text,
        )}</bdi
      >${
        link === null
          ? nothing
          : html`<span class="link"
              ><span aria-hidden="true"> → </span
              ><span class="heard"> ${t.files.linkTo} </span>${named(link)}</span
            >`
      }</span
    >${row.differs ? differs() : nothing}
  </div>`;
}

/** A sign that the rules part here. */
function differs(): TemplateResult {
  return html`<span class="differs" title=${t.files.differs}
    ><span aria-hidden="true">≠</span><span class="heard">${t.files.differs}</span></span
  >`;
}

/** Where a row will be whose answer is on the way. */
export function waitingCell(): TemplateResult {
  return html`<div role="gridcell" class="name" aria-colindex="1">
    <span class="heard">${t.files.wait}</span>
  </div>`;
}
