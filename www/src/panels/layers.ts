import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { LayerInfo } from "../api/types.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { listKey } from "../element/listbox.js";
import { chip, hueOf, layerLine } from "../element/parts.js";
import { styled } from "../element/styled.js";
import { base } from "../style/base.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";

/** The layers of the chosen image as a ladder, newest at the top; the chosen one is the view's. */
export class Layers extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .title {
        display: flex;
        align-items: baseline;
        gap: 8px;
        padding: 10px 12px 6px;
        border-top: 1px solid var(--line);
      }
      .title .dim {
        font-weight: 400;
        margin-inline-start: auto;
        font-size: 12px;
      }
      .list {
        flex: 1;
        overflow: auto;
        padding: 0 6px 8px;
        min-height: 0;
      }
      [role="option"] {
        display: grid;
        grid-template-columns: 30px minmax(0, 1fr) auto;
        gap: 0 6px;
        align-items: center;
        padding: 5px 8px 6px 4px;
        border-radius: var(--radius);
        cursor: default;
      }
      [role="option"]:hover {
        background: var(--bg-hover);
      }
      [role="option"][aria-selected="true"] {
        background: var(--bg-chosen);
      }
      .chip {
        justify-self: center;
      }
      .above .command,
      .above .size {
        color: var(--text-dim);
      }
      .above .chip {
        filter: grayscale(0.85);
      }
      .command {
        font: 12px/1.4 var(--lamina-mono);
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      .size {
        font-size: 12px;
        align-self: start;
      }
      .mark .icon {
        width: 13px;
        height: 13px;
        vertical-align: -2px;
        color: var(--added);
      }
      .mark.wrong .icon {
        color: var(--deleted);
      }
      .share {
        grid-column: 2 / -1;
        height: 3px;
        margin-top: 4px;
        border-radius: 2px;
        background: var(--line);
        overflow: hidden;
      }
      .share span {
        display: block;
        height: 100%;
        width: var(--share);
        min-width: 2px;
        border-radius: 2px;
        background: light-dark(oklch(0.66 0.14 var(--hue)), oklch(0.62 0.13 var(--hue)));
        transition: width 200ms;
      }
      .state {
        grid-column: 2 / -1;
        font-size: 12px;
        color: var(--modified);
      }
      .state.failed {
        color: var(--deleted);
      }
      .none {
        padding: 0 12px 12px;
        color: var(--text-dim);
      }
      @media (forced-colors: active) {
        .share span {
          background: CanvasText;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const layers = this.ws.layers;
    const largest = Math.max(1, ...layers.map(sizeOf));
    const total = layers.reduce((sum, layer) => sum + sizeOf(layer), 0);
    return html`<h2 class="title" id="title">
        ${t.layers.title(layers.length)}<span class="dim">${t.layers.newestFirst}</span>
      </h2>
      ${
        layers.length === 0
          ? html`<p class="none">${t.layers.none}</p>`
          : html`<div class="list" role="listbox" aria-labelledby="title" @keydown=${this.#onKey}>
              ${layers.toReversed().map((layer) => this.#renderLayer(layer, largest, total))}
            </div>`
      }`;
  }

  #renderLayer(layer: LayerInfo, largest: number, total: number): TemplateResult {
    const chosen = layer.position === this.ws.layer;
    const size = sizeOf(layer);
    const share = total > 0 ? size / total : 0;
    const known = layer.contentSize !== null;
    return html`<div
      role="option"
      class=${layer.position > this.ws.layer ? "above" : ""}
      aria-selected=${chosen}
      tabindex=${chosen ? 0 : -1}
      title=${`${visible(layer.command) || t.layers.noCommand}\n\n${t.layers.stored(f.bytes(layer.size), t.compression[layer.compression])}${layer.sharedWith > 0 ? `\n${t.layers.shared(layer.sharedWith)}` : ""}`}
      @click=${() => this.ws.goLayer(layer.position)}
    >
      ${chip(layer.position)}
      <span class="command"
        ><span class="heard">${t.layers.layer(layer.position + 1)}: </span
        ><bdi>${visible(layerLine(layer))}</bdi></span
      >
      <span class="size number"
        >${mark(layer)}${known || layer.state === "waiting" ? f.bytes(size) : t.layers.state[layer.state]}</span
      >
      ${
        layer.state === "indexed" || layer.state === "waiting"
          ? html`<span
              class="share"
              role="presentation"
              title=${t.layers.share(f.percent(share))}
              ${styled({ "--hue": hueOf(layer.position), "--share": `${(100 * size) / largest}%` })}
              ><span></span
            ></span>`
          : html`<span class="state ${layer.state}"
              >${sentence(this.ws.problemOf(layer)?.message ?? t.layers.stateHelp[layer.state])}</span
            >`
      }
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const count = this.ws.layers.length;
    const next = listKey(event, count - 1 - this.ws.layer, count);
    if (next === null) return;
    this.ws.goLayer(count - 1 - next);
    void this.updateComplete.then(() => {
      this.renderRoot.querySelectorAll<HTMLElement>("[role=option]")[next]?.focus();
    });
  };
}

/** What is known of the layer's digests, once they are computed. */
function mark({ verified }: LayerInfo): TemplateResult | typeof nothing {
  if (verified !== "verified" && verified !== "wrong") return nothing;
  const said = t.integrity.state[verified];
  return html`<span class="mark ${verified}" title="${t.integrity.layer}: ${said}"
    >${icon(verified === "wrong" ? "warning" : "shield")}<span class="heard"
      >${t.integrity.layer}: ${said}</span
    ></span
  > `;
}

/** What the layer adds, or what it takes in the archive while that is not known. */
function sizeOf(layer: LayerInfo): number {
  return layer.contentSize ?? layer.size;
}

define("lamina-layers", Layers);
