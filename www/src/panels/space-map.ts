import { css, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";

import type { Ledger, SpaceMeasure, SpaceNode } from "../api/insight-types.js";
import type { Image } from "../api/types.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, layerLine, named, segments } from "../element/parts.js";
import { working } from "../element/question.js";
import type { Tile } from "../element/tiles.js";
import "../element/treemap.js";
import { restText } from "../element/treemap.js";
import type { Treemap, TreemapLook } from "../element/treemap.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { showFile } from "./space-files.js";
import { spaceStyles } from "./space-styles.js";

/** Rectangles of a map, and the levels that they are in. */
const TILES = 500;
const LEVELS = 4;
/** Rows that a table has at first, and gets more of. */
const ROWS = 200;

/** Where on the map the reader is. */
interface Spot {
  path: string;
  by: SpaceMeasure;
  table: boolean;
  rows: number;
}

const SPOT: Readonly<Spot> = { path: "/", by: "live", table: false, rows: ROWS };
/** The place on the map is kept while other panels are looked at. */
const spots = new WeakMap<Image, Spot>();

interface Answer {
  spot: Spot;
  /** The accounts that it goes with. */
  ledger: Ledger | null;
  node: SpaceNode;
}

/** Directories and files by their bytes: a map to walk about in, or a table. */
export class SpaceMap extends Panel {
  static override styles = [
    base,
    spaceStyles,
    css`
      :host {
        display: block;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        min-height: 28px;
        gap: 0 2px;
        overflow-wrap: anywhere;
      }
      nav button.link {
        min-width: 24px;
        padding: 0 4px;
        justify-content: center;
      }
      nav .here {
        padding: 0 4px;
        font-weight: 600;
      }
      nav .size {
        margin-inline-start: 8px;
        color: var(--text-dim);
      }
      .frame {
        position: relative;
        height: clamp(280px, 58vh, 640px);
      }
      lamina-treemap {
        position: absolute;
        inset: 0;
        transition: opacity 150ms 200ms;
      }
      .frame[aria-busy="true"] lamina-treemap {
        opacity: 0.5;
      }
      .over {
        position: absolute;
        inset: auto 0 0;
        border-radius: 0 0 var(--radius) var(--radius);
        background: var(--bg-raised);
        animation: late 0s 400ms both;
      }
      @keyframes late {
        from {
          visibility: hidden;
        }
      }
      .nothing {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        border: 1px dashed var(--line-strong);
        border-radius: var(--radius);
        color: var(--text-dim);
        text-align: center;
      }
      .about {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 34px;
      }
      .about .clip {
        flex: 0 1 auto;
      }
      .about button {
        margin-inline-start: auto;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
        font-size: 12px;
      }
      .scroll {
        max-height: clamp(280px, 58vh, 640px);
      }
      td.name {
        width: 100%;
      }
    `,
  ];

  static override properties = { ledger: { attribute: false } };

  declare ledger: Ledger | null;
  #looked: Tile | null = null;
  #active: Tile | null = null;
  /** The last answer, shown until the next is there. */
  #shown: Answer | null = null;
  #wanted: Omit<Answer, "node"> | null = null;
  #of: Image | null = null;
  /** True until what was gone to is there. */
  #follow = false;

  constructor() {
    super();
    this.ledger = null;
  }

  get #spot(): Spot {
    return (this.#of && spots.get(this.#of)) ?? SPOT;
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { image } = this.ws;
    if (image !== this.#of) {
      this.#of = image;
      this.#shown = null;
      this.#wanted = null;
      this.#looked = this.#active = null;
    }
    if (!image) return;
    const question = this.ws.question<Answer>("space map");
    const spot = this.#spot;
    const { ledger } = this;
    const { answer } = question;
    const fits = (one: Omit<Answer, "node"> | null | undefined): boolean =>
      one?.spot === spot && one.ledger === ledger;
    if (answer && fits(answer)) {
      this.#shown = answer;
      this.#wanted = answer;
    } else if (!fits(this.#wanted)) {
      this.#wanted = { spot, ledger };
      const { path, by, table, rows } = spot;
      const size = table ? { depth: 1, most: rows + 1 } : { depth: LEVELS, most: TILES };
      void question.ask(async (options) => ({
        spot,
        ledger,
        node: await image.space(path, { ...size, by, ...options }),
      }));
    }
  }

  override updated(): void {
    if (!this.#follow || this.#shown?.spot !== this.#spot) return;
    this.#follow = false;
    const { node } = this.#shown;
    this.ws.announce(t.space.opened(visible(node.path), f.bytes(node.bytes)));
  }

  override render(): TemplateResult {
    const { by, table } = this.#spot;
    return html`<div class="head">
        <h2>${t.space.map}</h2>
        ${segments<SpaceMeasure>(
          t.space.measure,
          (["live", "wasted", "all"] as const).map((value) => ({
            value,
            text: t.space.measures[value],
            title: t.space.measureTitles[value],
          })),
          by,
          (value) => this.#go({ by: value, path: "/" }),
        )}
        ${segments(
          t.space.showMap,
          [
            { value: "map", text: t.space.asMap },
            { value: "table", text: t.space.table },
          ],
          table ? "table" : "map",
          (value) => this.#go({ table: value === "table", rows: ROWS }),
        )}
      </div>
      ${this.#renderPath()} ${table ? this.#renderTable() : this.#renderMap()}`;
  }

  #renderPath(): TemplateResult {
    const { path } = this.#spot;
    const names = path.split("/").filter(Boolean);
    const here = names.pop();
    const node = this.#shown?.spot === this.#spot ? this.#shown.node : null;
    const step = (to: string, label: string): TemplateResult =>
      html`<button type="button" class="link" @click=${() => this.#zoom(to)}>
        ${named(label)}
      </button>`;
    return html`<nav aria-label=${t.space.above}>
      ${here === undefined ? html`<span class="here" aria-current="true">/</span>` : step("/", "/")}
      ${names.map(
        (name, at) =>
          html`${at > 0 ? "/" : nothing}${step(`/${names.slice(0, at + 1).join("/")}`, name)}`,
      )}
      ${
        here === undefined
          ? nothing
          : html`${names.length > 0 ? "/" : nothing}<span class="here" aria-current="true"
                >${named(here)}</span
              >`
      }
      <span class="size number">${node ? f.bytes(node.bytes) : t.waiting}</span>
    </nav>`;
  }

  #renderMap(): TemplateResult {
    const question = this.ws.question<Answer>("space map");
    const busy = question.asked.state === "running";
    const node = this.#shown?.node ?? null;
    const idle = question.asked.state === "none" && this.#shown?.spot !== this.#spot;
    return html`<div class="frame" aria-busy=${busy}>
        <lamina-treemap
          .root=${node}
          @treemap-zoom=${(event: CustomEvent<SpaceNode>) => this.#zoom(event.detail.path)}
          @treemap-open=${(event: CustomEvent<SpaceNode>) => this.#open(event.detail)}
          @treemap-up=${() => this.#up()}
          @treemap-look=${(event: CustomEvent<TreemapLook>) => this.#look(event.detail)}
        ></lamina-treemap>
        ${
          node?.bytes === 0 && !busy
            ? html`<p class="nothing">${t.space.nothing[this.#spot.by]}</p>`
            : nothing
        }
        <div class="over">
          ${working(question, t.space.drawing)}${idle ? this.#renderAgain() : nothing}
        </div>
      </div>
      ${this.#renderAbout()} ${node ? this.#renderLegend(node) : nothing}`;
  }

  /** After a stop. */
  #renderAgain(): TemplateResult {
    return html`<button type="button" @click=${() => this.#go({})}>${t.space.drawAgain}</button>`;
  }

  /** What is pointed at or chosen, or the directory itself. */
  #renderAbout(): TemplateResult {
    const node = this.#shown?.node;
    const tile = this.#looked ?? this.#active;
    const bytes = tile?.bytes ?? node?.bytes ?? 0;
    const path = tile?.node.path ?? node?.path ?? "/";
    const layer = tile?.rest ? null : (tile?.node.layer ?? null);
    const info = layer === null ? undefined : this.ws.layers[layer];
    const target = this.#active?.node ?? node;
    const said = t.space.openIn(visible(target?.path ?? "/"));
    return html`<div class="about">
      ${layer === null ? nothing : chip(layer, info && visible(layerLine(info)))}
      <span class="clip"
        >${tile?.rest ? html`${restText(tile)}, ${named(path)}` : named(path)}</span
      >
      <span class="number dim"
        >${f.bytes(bytes)}${
          tile && node && node.bytes > 0
            ? html` · ${t.space.share(f.percent(bytes / node.bytes), visible(node.path))}`
            : nothing
        }</span
      >
      <button
        type="button"
        class="plain"
        ?disabled=${!target}
        aria-label=${said}
        title=${said}
        @click=${() => target && this.#open(target)}
      >
        ${icon("open")}${t.space.openInFiles}
      </button>
    </div>`;
  }

  #renderLegend(node: SpaceNode): TemplateResult | typeof nothing {
    const layers = [...layersOf(node)].toSorted((a, b) => a - b);
    if (layers.length === 0) return nothing;
    return html`<p class="legend dim">
      ${this.#spot.by === "wasted" ? t.space.colouredWasted : t.space.coloured}
      ${layers.map((layer) => {
        const info = this.ws.layers[layer];
        return chip(layer, info && visible(layerLine(info)));
      })}
    </p>`;
  }

  #renderTable(): TemplateResult {
    const question = this.ws.question<Answer>("space map");
    const node = this.#shown?.node;
    if (!node) return html`${working(question, t.space.drawing)}`;
    // A map's answer has fewer rows; the table's own is on its way.
    const { rest, children } = node;
    const caption = t.space.mapTable(visible(node.path));
    if (node.bytes === 0) return html`<p class="dim">${t.space.nothing[this.#spot.by]}</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table>
        <caption class="heard">
          ${caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t.space.name}</th>
            <th scope="col" class="end">${t.space.size}</th>
            <th scope="col" class="end">${t.space.sharing}</th>
            <th scope="col">${t.space.layer}</th>
          </tr>
        </thead>
        <tbody>
          ${children.map((child) => this.#renderRow(child, node))}
        </tbody>
      </table>
      ${
        rest.count > 0
          ? html`<button
              type="button"
              class="more"
              @click=${() => this.#go({ rows: this.#spot.rows + ROWS })}
            >
              ${t.space.more(f.integer(rest.count))}
            </button>`
          : nothing
      }
    </div>`;
  }

  #renderRow(child: SpaceNode, { bytes }: SpaceNode): TemplateResult {
    const directory = child.kind === "directory";
    return html`<tr>
      <td class="name">
        <button
          type="button"
          class="link"
          @click=${() => (directory ? this.#zoom(child.path) : this.#open(child))}
        >
          ${named(directory ? `${child.name}/` : child.name)}
        </button>
      </td>
      <td class="end number">${f.integer(child.bytes)}</td>
      <td class="end number">${f.percent(child.bytes / bytes)}</td>
      <td>${child.layer === null ? nothing : chip(child.layer)}</td>
    </tr>`;
  }

  #look({ looked, active }: TreemapLook): void {
    this.#looked = looked;
    this.#active = active;
    this.requestUpdate();
  }

  #go(change: Partial<Spot>): void {
    if (!this.#of) return;
    spots.set(this.#of, { ...this.#spot, ...change });
    this.requestUpdate();
  }

  #zoom(path: string): void {
    if (path === this.#spot.path) return;
    this.#follow = true;
    this.#looked = this.#active = null;
    this.#go({ path, rows: ROWS });
    // What was pressed is gone, or will be something else.
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<Treemap | HTMLElement>("lamina-treemap, .scroll")?.focus();
    });
  }

  #up(): void {
    const { path } = this.#spot;
    if (path !== "/") this.#zoom(path.slice(0, path.lastIndexOf("/")) || "/");
  }

  /** What no container sees is shown as its layer has it. */
  #open({ path, accounts, layer }: SpaceNode): void {
    showFile(this.ws, path, accounts.live + accounts.duplicate > 0 ? null : layer);
  }
}

/** The layers that colour something on the map. */
function layersOf(node: SpaceNode, found = new Set<number>()): Set<number> {
  for (const child of node.children) {
    if (child.layer !== null) found.add(child.layer);
    layersOf(child, found);
  }
  return found;
}

define("lamina-space-map", SpaceMap);
