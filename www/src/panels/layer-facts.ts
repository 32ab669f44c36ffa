/** Everything about one layer, and why it is not in the tree if it is not. */
import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { LayerInfo, Problem } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import { icon } from "../element/icons.js";
import { chip, named, note, sizeText } from "../element/parts.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visibleLines } from "../text/visible.js";

export const layerFactsStyles = css`
  .layer {
    display: grid;
    gap: 10px;
    align-content: start;
    padding: 12px;
    overflow: auto;
    min-height: 0;
  }
  .layer h2 {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 15px;
  }
  .layer pre {
    padding: 8px 10px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg-code);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    max-height: 16lh;
    overflow: auto;
    line-height: 1.5;
  }
  .layer dl {
    padding: 0;
  }
  .layer dd.digest {
    display: flex;
    align-items: start;
    gap: 2px;
  }
  .layer .verified .icon {
    margin-inline-end: 4px;
    vertical-align: -2px;
    color: var(--added);
  }
  .layer .wrong .icon {
    color: var(--deleted);
  }
  .layer .note {
    margin: 0;
  }
  .layer .hint {
    padding-top: 8px;
    border-top: 1px solid var(--line);
    color: var(--text-dim);
    text-wrap: pretty;
  }
`;

export function layerFacts(
  layer: LayerInfo,
  count: number,
  missing: boolean,
  problem: Problem | undefined,
): TemplateResult {
  const text = t.layerFacts;
  return html`<div class="layer" tabindex="0" role="region" aria-label=${text.title}>
    <h2>${chip(layer.position)} ${text.heading(layer.position + 1, count)}</h2>
    ${
      missing
        ? note(
            layer.state === "failed" ? "error" : "warning",
            html`${t.layers.stateHelp[layer.state]}${
              problem
                ? html`<div class="dim">${sentence(problem.message)} ${problem.help}</div>`
                : nothing
            }`,
          )
        : nothing
    }
    <pre><bdi>${layer.command ? visibleLines(layer.command) : t.layers.noCommand}</bdi></pre>
    <dl>
      <dt>${text.content}</dt>
      <dd>${layer.contentSize === null ? t.unknown : sizeText(layer.contentSize)}</dd>
      <dt>${text.entries}</dt>
      <dd>${layer.entries === null ? t.unknown : f.integer(layer.entries)}</dd>
      <dt>${text.stored}</dt>
      <dd>
        ${layer.state === "absent" ? t.none : html`${sizeText(layer.size)}, ${t.compression[layer.compression]}`}
      </dd>
      ${
        layer.unpacked === null
          ? nothing
          : html`<dt>${text.unpacked}</dt>
              <dd>${sizeText(layer.unpacked)}</dd>`
      }
      ${
        layer.sharedWith === 0
          ? nothing
          : html`<dt>${text.shared}</dt>
              <dd>${text.others(layer.sharedWith)}</dd>`
      }
      ${digest(text.diffId, layer.diffId)} ${digest(text.digest, layer.digest)}
      <dt>${t.integrity.layer}</dt>
      <dd class="verified ${layer.verified}">
        ${layer.verified === "verified" ? icon("shield") : layer.verified === "wrong" ? icon("warning") : nothing}${t.integrity.state[layer.verified]}
      </dd>
      ${
        layer.mediaType === null
          ? nothing
          : html`<dt>${text.mediaType}</dt>
              <dd class="mono">${named(layer.mediaType)}</dd>`
      }
      ${
        layer.location === ""
          ? nothing
          : html`<dt>${text.location}</dt>
              <dd class="mono">${named(layer.location)}</dd>`
      }
    </dl>
    <p class="hint">${t.details.none}</p>
  </div>`;
}

function digest(label: string, value: string | null): TemplateResult | typeof nothing {
  if (value === null) return nothing;
  return html`<dt>${label}</dt>
    <dd class="digest">
      <span class="mono">${named(value)}</span>${copyButton(value, t.config.copy(label))}
    </dd>`;
}
