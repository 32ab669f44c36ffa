/** Which distribution an image is of, and whether somebody still cares for it. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Distribution } from "../api/insight-types.js";
import { icon } from "../element/icons.js";
import { chip, named } from "../element/parts.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { supportOn } from "./support.js";

const d = t.packages.distribution;

/** `today` is a day, `2026-06-10`. */
export function distributionLine(
  distribution: Distribution | null,
  today: string,
  open: (path: string) => void,
): TemplateResult {
  if (!distribution) return html`<span class="dim">${d.none}</span>`;
  const { release, path, layer } = distribution;
  const name = release.pretty || [release.name, release.version].filter(Boolean).join(" ");
  const since = d.since(layer + 1);
  return html`<h2>
      ${named(name || release.id)}
      <button
        type="button"
        class="plain"
        title=${since}
        aria-label=${since}
        @click=${() => open(path)}
      >
        ${chip(layer)}
      </button>
    </h2>
    ${supportLine(distribution.support, today)}`;
}

function supportLine(support: Distribution["support"], today: string): TemplateResult {
  if (!support) return html`<span class="support dim">${d.unknown}</span>`;
  const state = supportOn(support, today);
  const picture = { full: "shield", longer: "info", ended: "warning", unknown: "info" } as const;
  return html`<span class="support ${state}"
    >${icon(picture[state])}<span
      >${state === "ended" ? html`<strong>${said(support, state)}</strong>` : said(support, state)}
      ${source(support)}</span
    ></span
  >`;
}

function said(
  { ends, extended }: NonNullable<Distribution["support"]>,
  state: ReturnType<typeof supportOn>,
): string {
  const [day, longer] = [f.day(ends), f.day(extended)];
  switch (state) {
    case "full":
      return extended ? d.fullLonger(day, longer) : d.full(day);
    case "longer":
      return d.longer(day, longer);
    case "ended":
      return d.ended(extended ? longer : day);
    case "unknown":
      return d.says(visible(ends));
  }
}

/** Who says so: a page that a new tab shows if the reader wants it, or the image. */
function source({ source, compiled }: NonNullable<Distribution["support"]>) {
  if (!compiled || !URL.canParse(source)) return html`<span class="dim">(${d.byImage})</span>`;
  const { protocol, host } = new URL(source);
  const link =
    protocol === "https:"
      ? html`<a href=${source} target="_blank" rel="noopener noreferrer" title=${source}
          >${host}<span class="heard"> (${t.list.newTab})</span></a
        >`
      : nothing;
  return html`<span class="dim">(${d.asOf(f.day(compiled))} ${link})</span>`;
}
