import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { MatchPlace } from "../api/insight-types.js";
import { icon } from "../element/icons.js";
import { define } from "../element/panel.js";
import { chip, named } from "../element/parts.js";
import { styled } from "../element/styled.js";
import { base } from "../style/base.js";
import { baseName } from "../text/format.js";
import { f, t } from "../text/text.js";
import { pieces, visible } from "../text/visible.js";
import { ScrollMap } from "../tree/scroll.js";
import { resultStyles } from "./search-result-styles.js";
import { atOf, rowAction, rowsOf } from "./search-rows.js";
import type { ResultRow } from "./search-rows.js";
import { MOST_PER_FILE } from "./search-run.js";
import type { FoundFile, Run } from "./search-run.js";

const ROW = 26;
const OVERSCAN = 12;
/** Pixels of a letter in a line that was found. */
const LETTER = 7.3;

/** A result that the reader wants to see. */
export interface Opened {
  file: FoundFile;
  place: MatchPlace | null;
}

/**
 * What was found, as a tree of files and the places in them. Only the rows near the viewport are there; the tree
 * itself has the keyboard and says which row is meant.
 */
export class SearchResults extends LitElement {
  static override styles = [base, resultStyles];

  static override properties = {
    run: { attribute: false },
    revision: { attribute: false },
  };

  declare run: Run | null;
  /** Another number when the run has found more. */
  declare revision: number;

  #rows: ResultRow[] = [];
  /** Letters of a line that there is room for. */
  #letters = 80;
  readonly #map = new ScrollMap(ROW);
  #scroller: HTMLElement | null = null;
  readonly #resizes = new ResizeObserver(() => this.#resized());

  constructor() {
    super();
    this.run = null;
    this.revision = 0;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.#rows = this.run ? rowsOf(this.run) : [];
    if (changed.has("run")) this.#map.top = this.run?.top ?? 0;
    this.#map.resize(this.#rows.length, this.#map.viewport);
  }

  override render(): TemplateResult {
    const { start, end } = this.#map.range(OVERSCAN);
    const chosen = this.#chosen;
    return html`<div
      class="scroll"
      role="tree"
      tabindex="0"
      aria-label=${t.search.results}
      aria-activedescendant=${chosen >= start && chosen < end ? `row-${chosen}` : nothing}
      @scroll=${this.#onScroll}
      @keydown=${this.#onKey}
    >
      <div class="space" role="presentation" ${styled({ height: `${this.#map.height}px` })}>
        ${repeat(
          this.#rows.slice(start, end),
          (_, index) => start + index,
          (row, index) => this.#renderRow(row, start + index, start + index === chosen),
        )}
      </div>
    </div>`;
  }

  #renderRow(row: ResultRow, index: number, chosen: boolean): TemplateResult {
    return html`<div
      id="row-${index}"
      role="treeitem"
      class="row ${row.kind} ${chosen ? "chosen" : ""}"
      aria-level=${row.kind === "file" ? 1 : 2}
      aria-setsize=${row.set}
      aria-posinset=${row.position}
      aria-expanded=${row.kind === "file" && row.open !== null ? row.open : nothing}
      aria-selected=${chosen}
      ${styled({ transform: `translateY(${this.#map.offset(index)}px)` })}
      @click=${(event: Event) => this.#onClick(event, row)}
    >
      ${this.#renderCells(row)}
    </div>`;
  }

  #renderCells(row: ResultRow): TemplateResult {
    const { file } = row;
    if (row.kind === "file") return this.#renderFile(file, row.open);
    if (row.kind === "more") {
      return html`<span class="line"></span
        ><span class="link">${t.search.more(row.left, f.integer(row.left))}</span>`;
    }
    const place = file.places[row.at];
    return place ? this.#renderPlace(place) : html``;
  }

  #renderFile(file: FoundFile, open: boolean | null): TemplateResult {
    const { layer, path, permissions, places } = file;
    const all = places.length < MOST_PER_FILE;
    const directory = path.slice(0, path.length - baseName(path).length);
    return html`<span class="fold ${open === null ? "none" : open ? "open" : ""}"
        >${icon("twisty")}</span
      >
      <span class="path ${file.visible ? "" : "hidden"}" title=${visible(path)}
        ><span class="directory">${named(directory)}</span
        ><span class="name">${this.#renderName(baseName(path))}</span></span
      >
      ${
        file.visible
          ? nothing
          : html`<span class="mark" title=${t.search.hiddenTitle}>${t.search.hidden}</span>`
      }
      ${permissions.map((one) => html`<span class="permission">${t.search.saved[one]}</span>`)}
      <span class="layer" aria-hidden="true">${chip(layer, t.layers.layer(layer + 1))}</span
      ><span class="heard">${t.layers.layer(layer + 1)}</span> ${
        places.length > 0
          ? html`<span class="count number" aria-hidden="true"
                >${t.search.count(places.length, all)}</span
              ><span class="heard">${t.search.places(places.length, all)}</span>`
          : nothing
      }`;
  }

  /** A text that was looked for is marked in the name; what a pattern found of it is not told. */
  #renderName(name: string): TemplateResult {
    const query = this.run?.asked.query;
    const pattern = query?.what === "name" ? query.pattern : null;
    if (pattern?.kind !== "text" || pattern.wholeWord || pattern.text.includes("/")) {
      return named(name);
    }
    return html`<bdi
      >${pieces(name, pattern.text, pattern.ignoreCase).map(({ text, hit }) =>
        hit ? html`<mark>${text}</mark>` : text,
      )}</bdi
    >`;
  }

  #renderPlace({ offset, line, excerpt }: MatchPlace): TemplateResult {
    const { before, found, after, cutBefore, cutFound, cutAfter } = excerpt;
    const where = line === null ? `0x${offset.toString(16)}` : f.integer(line);
    const said = line === null ? t.search.offset(offset.toString(16)) : t.search.line(line);
    // What was found shall be in sight, and something of what stands before it.
    const room = Math.max(12, Math.round(this.#letters * 0.4) - Math.min(20, found.length));
    const start = cutBefore ? before : before.trimStart();
    const cut = start.length > room;
    const seen = cut ? start.slice(-room).replace(/^[\udc00-\udfff]/, "") : start;
    return html`<span class="line number" aria-hidden="true">${where}</span
      ><span class="heard">${said}</span>
      <code class="clip"
        ><bdi
          >${cut || cutBefore ? "…" : ""}${oneRow(seen)}<mark>${oneRow(found)}</mark>${
            cutFound ? "…" : ""
          }${oneRow(after)}${cutAfter && !cutFound ? "…" : ""}</bdi
        ></code
      >`;
  }

  override firstUpdated(): void {
    this.#scroller = this.renderRoot.querySelector(".scroll");
    if (this.#scroller) this.#resizes.observe(this.#scroller);
  }

  override updated(): void {
    const scroller = this.#scroller;
    if (scroller && Math.abs(scroller.scrollTop - this.#map.scrollTop) >= 1) {
      scroller.scrollTop = this.#map.scrollTop;
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
  }

  override focus(): void {
    if (this.#chosen < 0) this.#choose(0);
    this.#scroller?.focus();
  }

  /** The index of the row that the keyboard is in; -1 if there is none. */
  get #chosen(): number {
    const chosen = this.run?.chosen;
    if (!chosen) return -1;
    return this.#rows.findIndex((row) => row.file === chosen.file && atOf(row) === chosen.at);
  }

  #choose(index: number): void {
    const row = this.#rows[index];
    if (!row || !this.run) return;
    this.run.chosen = { file: row.file, at: atOf(row) };
    this.#map.show(index);
    this.run.top = this.#map.top;
    this.requestUpdate();
  }

  #resized(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.#letters = Math.max(20, Math.floor((scroller.clientWidth - 90) / LETTER));
    if (this.run) this.#map.top = this.run.top;
    this.#map.resize(this.#rows.length, scroller.clientHeight);
    this.requestUpdate();
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller;
    if (!scroller || !this.run || Math.abs(scroller.scrollTop - this.#map.scrollTop) < 1) return;
    this.#map.scrolled(scroller.scrollTop);
    this.run.top = this.#map.top;
    this.requestUpdate();
  };

  #onClick(event: Event, row: ResultRow): void {
    if (!this.run) return;
    this.run.chosen = { file: row.file, at: atOf(row) };
    const fold = (event.target as Element).closest(".fold");
    if (fold && row.kind === "file" && row.open !== null) this.#fold(row.file, !row.open);
    else this.#open(row);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const index = Math.max(0, this.#chosen);
    const action = rowAction(event, this.#rows, index, this.#map.page);
    const row = this.#rows[index];
    if (!action || !row) return;
    event.preventDefault();
    event.stopPropagation();
    switch (action.do) {
      case "row":
        // The first key only shows where one is.
        this.#choose(this.#chosen < 0 ? 0 : action.to);
        break;
      case "fold":
        this.#fold(row.file, action.open);
        break;
      case "open":
        this.#open(row);
        break;
      case "leave":
        this.dispatchEvent(new CustomEvent("results-leave"));
        break;
    }
  };

  #fold(file: FoundFile, open: boolean): void {
    if (open) this.run?.closed.delete(file);
    else this.run?.closed.add(file);
    this.requestUpdate();
  }

  #open(row: ResultRow): void {
    if (row.kind === "more") {
      this.run?.whole.add(row.file);
      this.requestUpdate();
      return;
    }
    const place = row.file.places[Math.max(0, atOf(row))] ?? null;
    const detail: Opened = { file: row.file, place };
    this.dispatchEvent(new CustomEvent("result-open", { detail }));
  }
}

/** A tab is at home in a text, and as a sign of its own would be in the way. */
function oneRow(text: string): string {
  return visible(text.replaceAll("\t", "  "));
}

define("lamina-search-results", SearchResults);
