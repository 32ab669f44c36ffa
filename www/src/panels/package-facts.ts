/** What is known of one package. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { InstalledPackage } from "../api/insight-types.js";
import { copyButton } from "../element/copy.js";
import { chip, named, sizeText } from "../element/parts.js";
import { f, t } from "../text/text.js";
import { fullName } from "./package-list.js";
import { moreButton, ROWS } from "./window.js";

export interface FactsContext {
  /** The package that this one is a part of. */
  within: InstalledPackage | undefined;
  /** How many of its files are shown. */
  shown: number;
  showMore: () => void;
  open: (path: string) => void;
  goLayer: (layer: number) => void;
  choose: (one: InstalledPackage) => void;
}

const p = t.packages;

export function packageFacts(one: InstalledPackage, context: FactsContext): TemplateResult {
  const { license, origin, purl, layer, architecture, path, size, claimed, missing } = one;
  const { within, open, goLayer, choose } = context;
  return html`<dl>
      ${fact(p.license, license ? named(license) : null)}
      ${fact(p.source, origin && named(`${origin.name} ${origin.version}`.trim()))}
      ${fact(p.architecture, architecture ? named(architecture) : null)}
      ${fact(p.purl, purl && html`<code>${named(purl)}</code>${copyButton(purl, p.copyPurl)}`)}
      ${fact(
        p.since,
        html`<button
          type="button"
          class="plain"
          aria-label=${t.history.go(layer + 1)}
          title=${t.history.go(layer + 1)}
          @click=${() => goLayer(layer)}
        >
          ${chip(layer)}
        </button>`,
      )}
      ${fact(p.record, link(path, open))}
      ${fact(
        p.takes,
        size === null
          ? null
          : html`<span>${sizeText(size)}</span>${
                claimed === null || claimed === size
                  ? nothing
                  : html`<span class="dim">${p.claims(f.bytes(claimed))}</span>`
              }`,
      )}
      ${fact(p.missing, missing > 0 ? p.missingCount(f.integer(missing), missing) : null)}
      ${fact(
        p.within,
        within &&
          html`<button type="button" class="link" @click=${() => choose(within)}>
            ${named(`${fullName(within)} ${within.version}`)}
          </button>`,
      )}
    </dl>
    ${files(one, context)}`;
}

function files({ files, size }: InstalledPackage, { shown, showMore, open }: FactsContext) {
  if (files.length === 0)
    return html`<p class="dim">${size === null ? p.noFiles : p.noneThere}</p>`;
  return html`<h3>${p.ownFiles(f.integer(files.length))}</h3>
    <ul>
      ${files.slice(0, shown).map((path) => html`<li>${link(path, open)}</li>`)}
    </ul>
    ${moreButton(files.length - shown, ROWS, showMore)}`;
}

function fact(name: string, value: unknown): TemplateResult | typeof nothing {
  if (value === null || value === undefined) return nothing;
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

/** A path that opens in Files. */
export function link(path: string, open: (path: string) => void): TemplateResult {
  return html`<button type="button" class="link mono" @click=${() => open(path)}>
    ${named(path)}
  </button>`;
}
