import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Accounts, Ledger } from "../api/insight-types.js";
import type { LayerInfo } from "../api/types.js";
import { ACCOUNTS, accountStyles, bytesIn, sumOf } from "../element/accounts.js";
import type { AccountName } from "../element/accounts.js";
import { copyButton } from "../element/copy.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, layerLine, segments } from "../element/parts.js";
import { styled } from "../element/styled.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { accountTable } from "./space-table.js";
import { spaceStyles } from "./space-styles.js";

/** A layer that was read, with what became of its bytes. */
export interface CountedLayer {
  info: LayerInfo;
  own: Accounts;
  /** Bytes that it hid of each layer, and that each layer hid of it: pairs of a layer and bytes. */
  hides: [layer: number, bytes: number][];
  loses: [layer: number, bytes: number][];
}

/** What became of each layer's bytes: bars of one scale, or exact numbers. */
export class SpaceLayers extends Panel {
  static override styles = [
    base,
    spaceStyles,
    accountStyles,
    css`
      :host {
        display: block;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        margin: 0 0 8px;
        padding: 0;
        border: 0;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 26px;
        cursor: pointer;
      }
      .swatch {
        width: 18px;
        height: 14px;
        border-radius: 2px;
      }
      .layers {
        display: grid;
        gap: 9px;
      }
      .layer {
        display: grid;
        grid-template-columns: 26px minmax(0, 1fr);
        gap: 2px 6px;
        align-items: center;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        min-width: 0;
      }
      .line button.link {
        flex: 1 1 160px;
        display: block;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        color: var(--text);
      }
      .line .number {
        min-width: 116px;
        text-align: end;
      }
      .line .number.dim {
        min-width: 98px;
      }
      .under {
        grid-column: 2;
      }
      .bar {
        display: flex;
        height: 18px;
        border-radius: 3px;
        background: var(--bg-side);
        overflow: hidden;
      }
      .bar .fill {
        flex: none;
        width: var(--part);
        min-width: 2px;
      }
      .who {
        font-size: 12px;
        color: var(--text-dim);
      }
      .who .icon {
        width: 12px;
        height: 12px;
        transition: transform 120ms;
      }
      .who[aria-expanded="true"] .icon {
        transform: rotate(90deg);
      }
      .hidden {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 4px 12px;
        margin: 0 0 6px;
        font-size: 12px;
      }
      .hidden dt {
        color: var(--text-dim);
      }
      .hidden dd {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
      }
      @media (forced-colors: active) {
        .bar {
          outline: 1px solid;
        }
      }
    `,
  ];

  static override properties = { ledger: { attribute: false } };

  declare ledger: Ledger | null;
  readonly #off = new Set<AccountName>();
  readonly #opened = new Set<number>();
  #table = false;

  constructor() {
    super();
    this.ledger = null;
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.ledger) return nothing;
    // As in the list of layers.
    const layers = counted(this.ledger, this.ws.layers).toReversed();
    const sums = sumOf(layers.map(({ own }) => own));
    const there = ACCOUNTS.filter((name) => sums[name] > 0);
    const shown = there.filter((name) => !this.#off.has(name));
    return html`<div class="head">
        <h2>${t.space.layers}</h2>
        ${this.#table ? copyButton(() => tabbed(layers, shown), t.space.copyTable) : nothing}
        ${segments(
          t.space.show,
          [
            { value: "chart", text: t.space.chart },
            { value: "table", text: t.space.table },
          ],
          this.#table ? "table" : "chart",
          (value) => this.#set(() => (this.#table = value === "table")),
        )}
      </div>
      <fieldset>
        <legend class="heard">${t.space.accounts}</legend>
        ${there.map((name) => this.#renderAccount(name, sums[name]))}
      </fieldset>
      ${
        this.#table
          ? accountTable(layers, shown, sums)
          : html`<ul class="layers">
              ${layers.map((layer) => this.#renderLayer(layer, shown, scaleOf(layers, shown)))}
            </ul>`
      }`;
  }

  #renderAccount(name: AccountName, bytes: number): TemplateResult {
    return html`<label title=${t.space.account[name].help}>
      <input
        type="checkbox"
        .checked=${!this.#off.has(name)}
        @change=${() => this.#set(() => toggle(this.#off, name))}
      />
      <span class="swatch fill ${name}"></span>
      <span>${t.space.account[name].name}</span>
      <span class="dim number">${f.bytes(bytes)}</span>
    </label>`;
  }

  #renderLayer(
    { info, own, hides, loses }: CountedLayer,
    shown: readonly AccountName[],
    scale: number,
  ): TemplateResult {
    const { position } = info;
    const parts = shown.filter((name) => own[name] > 0);
    const said = parts.map((name) => t.space.part(f.bytes(own[name]), t.space.account[name].name));
    const open = this.#opened.has(position);
    const who = [
      hides.length > 0 ? t.space.hidesOf(f.bytes(bytesOf(hides))) : "",
      loses.length > 0 ? t.space.lostTo(f.bytes(bytesOf(loses))) : "",
    ].filter(Boolean);
    return html`<li class="layer">
      ${chip(position)}
      <div class="line">
        <button
          type="button"
          class="link mono"
          title=${t.space.goChanges(position + 1)}
          @click=${() => this.ws.goChanges(position)}
        >
          <span class="heard">${t.layers.layer(position + 1)}: </span
          ><bdi>${visible(layerLine(info))}</bdi>
        </button>
        ${
          who.length === 0
            ? nothing
            : html`<button
                type="button"
                class="plain who"
                aria-expanded=${open}
                @click=${() => this.#set(() => toggle(this.#opened, position))}
              >
                ${icon("twisty")}${who.join(" · ")}
              </button>`
        }
        <span class="number">${t.space.unpacked(f.bytes(bytesIn(own)))}</span>
        <span class="number dim">${t.space.stored(f.bytes(info.size))}</span>
      </div>
      <div class="bar under" role="img" aria-label=${said.join(", ") || t.space.empty}>
        ${parts.map(
          (name, at) =>
            html`<span
              class="fill ${name}"
              title=${said[at] ?? ""}
              ${styled({ "--part": `${(100 * own[name]) / scale}%` })}
            ></span>`,
        )}
      </div>
      ${open ? renderHidden(position, hides, loses) : nothing}
    </li>`;
  }

  #set(change: () => unknown): void {
    change();
    this.requestUpdate();
  }
}

/** Whose bytes the layer hid, and who hid bytes of its own. */
function renderHidden(
  position: number,
  hides: CountedLayer["hides"],
  loses: CountedLayer["loses"],
): TemplateResult {
  const list = (
    title: string,
    pairs: CountedLayer["hides"],
    other: (size: string, layer: number) => string,
    own: (size: string) => string,
  ): TemplateResult | typeof nothing =>
    pairs.length === 0
      ? nothing
      : html`<dt>${title}</dt>
          <dd>
            ${pairs.map(
              ([layer, bytes]) =>
                html`<span class="number"
                  >${layer === position ? own(f.bytes(bytes)) : other(f.bytes(bytes), layer + 1)}</span
                >`,
            )}
          </dd>`;
  return html`<dl class="hidden under">
    ${list(t.space.hides, hides, t.space.ofLayer, t.space.ofItself)}
    ${list(t.space.loses, loses, t.space.toLayer, t.space.toItself)}
  </dl>`;
}

/** The layers that were read, oldest first. */
function counted({ layers }: Ledger, infos: readonly LayerInfo[]): CountedLayer[] {
  const some = (list: number[]): [number, number][] =>
    [...list.entries()].filter(([, bytes]) => bytes > 0);
  return infos.flatMap((info, at) => {
    const layer = layers[at];
    if (!layer) return [];
    const loses = layers.map((other) => other?.hides[at] ?? 0);
    return [{ info, own: layer.own, hides: some(layer.hides), loses: some(loses) }];
  });
}

/** The longest bar. */
function scaleOf(layers: readonly CountedLayer[], shown: readonly AccountName[]): number {
  return Math.max(1, ...layers.map(({ own }) => bytesIn(own, shown)));
}

function bytesOf(pairs: readonly [number, number][]): number {
  return pairs.reduce((sum, [, bytes]) => sum + bytes, 0);
}

function toggle<T>(set: Set<T>, one: T): void {
  if (!set.delete(one)) set.add(one);
}

/** The table as spreadsheets take it. */
function tabbed(layers: readonly CountedLayer[], shown: readonly AccountName[]): string {
  const { layer, step, storedColumn, unpackedColumn, account } = t.space;
  const names = shown.map((name) => account[name].name);
  const rows = layers.map(({ info, own }) => [
    info.position + 1,
    layerLine(info).replaceAll("\t", " "),
    info.size,
    bytesIn(own),
    ...shown.map((name) => own[name]),
  ]);
  return [[layer, step, storedColumn, unpackedColumn, ...names], ...rows]
    .map((cells) => cells.join("\t"))
    .join("\n");
}

define("lamina-space-layers", SpaceLayers);
