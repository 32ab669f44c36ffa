import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Row, View } from "../api/types.js";
import { define } from "../element/panel.js";
import { styled } from "../element/styled.js";
import { base } from "../style/base.js";
import { t } from "../text/text.js";
import { cells, waitingCell } from "./cells.js";
import { gridStyles } from "./grid-styles.js";
import { gridAction, TypeAhead } from "./keys.js";
import type { GridAction } from "./keys.js";
import { RowCache, movedRow } from "./rows.js";
import { ScrollMap } from "./scroll.js";

/** Rows mounted beyond what is seen, so that a fast wheel finds them there. */
const OVERSCAN = 12;
/** Rows asked for beyond that. */
const PREFETCH = 64;
/** Rows looked at in one request when siblings are gathered. */
const SCAN_AT_ONCE = 500;
/** More directories than this are not opened by one key. */
const MOST_OPENED = 500;

/** The view may be sorted by these columns. */
export type SortKey = "name" | "size";

export interface SortDetail {
  sort: SortKey;
  descending: boolean;
}

/**
 * A virtual treegrid over a `View`. The row that has the keyboard stays mounted wherever the
 * scroll bar goes; everything else is mounted only near the viewport.
 *
 * Events: `row-select` (the active row changed), `row-open` (Enter or a click on what is no
 * directory), `row-sort`. Their details are a `Row` or a `SortDetail`.
 */
export class TreeGrid extends LitElement {
  static override styles = [base, gridStyles];

  static override properties = {
    sort: {},
    descending: { type: Boolean },
    changes: { type: Boolean, reflect: true },
    filter: {},
    label: {},
    busy: { type: Boolean },
  };

  declare sort: SortKey;
  declare descending: boolean;
  /** True if rows tell what one layer changed. */
  declare changes: boolean;
  /** What to mark in the names. */
  declare filter: string;
  declare label: string;
  /** True while rows may still come and go. */
  declare busy: boolean;

  #view: View | null = null;
  #rowCount = 0;
  #cache: RowCache<Row> | null = null;
  readonly #coarse = matchMedia("(pointer: coarse)").matches;
  readonly #map = new ScrollMap(this.#coarse ? 36 : 25);
  #scroller: HTMLElement | null = null;
  readonly #resizes = new ResizeObserver(() => this.#resized());
  /** The row with the keyboard, and its cell; a cell of -1 is the row as a whole. */
  #active = 0;
  #cell = -1;
  /** The path of the active row, once its row is there. */
  #activePath: string | null = null;
  /** Put the keyboard on the active row after the next rendering. */
  #grab = false;
  readonly #typed = new TypeAhead();
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.sort = "name";
    this.descending = false;
    this.changes = false;
    this.filter = "";
    this.label = "";
    this.busy = false;
  }

  /** True while a type-ahead is going on: then digits belong to it. */
  get typing(): boolean {
    return this.#typed.going(performance.now());
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Shows another view from its top. */
  async show(view: View | null): Promise<void> {
    this.#view = view;
    this.#cache = view
      ? new RowCache(
          view,
          () => this.requestUpdate(),
          (error) => this.#report(error),
        )
      : null;
    this.#rowCount = 0;
    this.#active = 0;
    this.#activePath = null;
    this.#cell = -1;
    this.#map.top = 0;
    await this.refresh();
  }

  /** The view has changed in itself: shows it again, at the same place. */
  async refresh(): Promise<void> {
    const { active, top } = { active: this.#active, top: this.#map.top };
    await this.#replace(() => active, top);
  }

  /** Makes the path the active row and shows it; false if the view has no such path. */
  async reveal(path: string, { centre = true, grab = false } = {}): Promise<boolean> {
    const view = this.#view;
    if (!view) return false;
    const row = await view.reveal(path);
    if (view !== this.#view) return false;
    if (row < 0) {
      // What the path was is gone from the view; the old row number would point at a stranger.
      this.#activePath = null;
      await this.refresh();
      return false;
    }
    this.#activePath = path;
    this.#grab ||= grab;
    this.#map.resize(view.rowCount, this.#map.viewport);
    if (centre) this.#map.centre(row);
    await this.#replace(() => row, this.#map.top);
    return true;
  }

  /** Chooses no row; the keyboard stays where it is. */
  unchoose(): void {
    this.#activePath = null;
    this.requestUpdate();
  }

  /** Puts the keyboard into the grid. */
  override focus(): void {
    this.#grab = true;
    this.requestUpdate();
  }

  /** Fetches the rows anew; `active` is asked for when they are there. */
  async #replace(active: () => number, top: number): Promise<void> {
    const view = this.#view;
    const cache = this.#cache;
    if (!view || !cache) {
      this.requestUpdate();
      return;
    }
    const first = Math.max(0, Math.floor(top / this.#map.rowHeight) - OVERSCAN);
    const count = Math.ceil((this.#map.viewport || 1000) / this.#map.rowHeight) + 2 * OVERSCAN;
    try {
      const rowCount = view.rowCount;
      const start = Math.max(0, Math.min(first, rowCount - count));
      if (!(await cache.replace(start, Math.min(rowCount, start + count)))) return;
    } catch (error) {
      this.#report(error);
      return;
    }
    const place = active();
    this.#rowCount = view.rowCount;
    this.#active = Math.max(0, Math.min(place, this.#rowCount - 1));
    this.#map.top = top;
    this.#map.resize(this.#rowCount, this.#map.viewport);
    this.requestUpdate();
  }

  override render(): TemplateResult {
    return html`<div
      class="grid"
      role="treegrid"
      aria-label=${this.label}
      aria-busy=${this.busy}
      aria-rowcount=${this.#rowCount + 1}
      aria-colcount="6"
      @keydown=${this.#onKey}
    >
      ${this.#renderHead()}
      <div class="scroll" role="rowgroup" @scroll=${this.#onScroll}>
        <div
          class="space"
          role="presentation"
          ${styled({ height: `${this.#map.height}px`, "--row": `${this.#map.rowHeight}px` })}
        >
          ${repeat(
            this.#mounted(),
            (index) => index,
            (index) => this.#renderRow(index),
          )}
        </div>
      </div>
    </div>`;
  }

  /** The indexes of the rows to be in the document, in order. */
  #mounted(): number[] {
    const { start, end } = this.#map.range(OVERSCAN);
    const rows: number[] = [];
    if (this.#active < start && this.#active < this.#rowCount) rows.push(this.#active);
    for (let row = start; row < end; row++) rows.push(row);
    if (this.#active >= end && this.#active < this.#rowCount) rows.push(this.#active);
    return rows;
  }

  #renderHead(): TemplateResult {
    return html`<div class="row head" role="row" aria-rowindex="1">
      ${this.#sortHeader("name", t.files.name, 1)} ${this.#sortHeader("size", t.files.size, 2)}
      <div role="columnheader" class="mode" aria-colindex="3">${t.files.mode}</div>
      <div role="columnheader" class="owner" aria-colindex="4">${t.files.owner}</div>
      <div role="columnheader" class="time" aria-colindex="5" title=${t.files.modifiedTitle}>
        ${t.files.modified}
      </div>
      <div role="columnheader" class="layer" aria-colindex="6" title=${t.files.layerTitle}>
        ${t.files.layer}
      </div>
    </div>`;
  }

  #sortHeader(key: SortKey, text: string, column: number): TemplateResult {
    const on = this.sort === key;
    const order = on ? (this.descending ? "descending" : "ascending") : "none";
    // Sizes are looked at from the biggest down, so that is what a first click does.
    const descending = on ? !this.descending : key === "size";
    const detail: SortDetail = { sort: key, descending };
    return html`<div role="columnheader" class=${key} aria-sort=${order} aria-colindex=${column}>
      <button
        type="button"
        class="sort"
        @click=${() => this.dispatchEvent(new CustomEvent("row-sort", { detail }))}
      >
        ${text}<span class="arrow" aria-hidden="true"
          >${on ? (this.descending ? "↓" : "↑") : ""}</span
        >
      </button>
    </div>`;
  }

  #renderRow(index: number): TemplateResult {
    const row = this.#cache?.get(index);
    const active = index === this.#active;
    const place = styled({ transform: `translateY(${this.#map.offset(index)}px)` });
    if (!row) {
      return html`<div
        class="row wait"
        role="row"
        data-row=${index}
        aria-rowindex=${index + 2}
        aria-busy="true"
        tabindex=${active ? 0 : -1}
        ${place}
      >
        ${waitingCell()}
      </div>`;
    }
    const cell = active ? this.#cell : -1;
    return html`<div
      class="row ${row.change} ${row.kind} ${this.filter && !row.matches ? "beside" : ""}"
      role="row"
      data-row=${index}
      aria-rowindex=${index + 2}
      aria-level=${row.level}
      aria-posinset=${row.posInSet}
      aria-setsize=${row.setSize}
      aria-expanded=${row.expanded ?? nothing}
      aria-selected=${active && this.#activePath !== null}
      tabindex=${active && cell < 0 ? 0 : -1}
      ${place}
      @click=${(event: MouseEvent) => this.#onClick(event, index, row)}
    >
      ${cells(row, this.filter, cell)}
    </div>`;
  }

  override firstUpdated(): void {
    this.#scroller = this.renderRoot.querySelector(".scroll");
    if (this.#scroller) this.#resizes.observe(this.#scroller);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#scroller) this.#resizes.observe(this.#scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
    clearTimeout(this.#settling);
  }

  override willUpdate(): void {
    // A row's element is bound to its place; when rows come and go the keyboard stays with its row.
    if (this.shadowRoot?.activeElement?.closest("[data-row]")) this.#grab = true;
  }

  override updated(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    if (Math.abs(scroller.scrollTop - this.#map.scrollTop) >= 1) {
      scroller.scrollTop = this.#map.scrollTop;
    }
    const { start, end } = this.#map.range(OVERSCAN);
    this.#cache?.want(Math.max(0, start - PREFETCH), Math.min(this.#rowCount, end + PREFETCH));
    if (this.#active < this.#rowCount) this.#cache?.want(this.#active, this.#active + 1);
    if (this.#grab && this.#rowCount > 0) {
      this.#grab = false;
      this.#focusable()?.focus({ preventScroll: true });
    }
  }

  #focusable(): HTMLElement | null {
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-row="${this.#active}"]`);
    if (this.#cell < 0) return row;
    return row?.querySelector<HTMLElement>(`[aria-colindex="${this.#cell + 1}"]`) ?? row;
  }

  #resized(): void {
    if (!this.#scroller) return;
    this.#map.resize(this.#rowCount, this.#scroller.clientHeight);
    this.requestUpdate();
  }

  #onScroll(): void {
    const scroller = this.#scroller;
    if (!scroller || Math.abs(scroller.scrollTop - this.#map.scrollTop) < 1) return;
    if (this.#map.scrolled(scroller.scrollTop)) {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => {
        this.#map.settle();
        this.requestUpdate();
      }, 150);
    }
    this.requestUpdate();
  }

  /**
   * A click opens a closed directory, and closes an open one if it was chosen already: so the first
   * click on any row chooses it, and none hides what one was looking for.
   */
  #onClick(event: MouseEvent, index: number, row: Row): void {
    // The second click of a double click means nothing more than the first.
    if (event.detail > 1) return;
    const target = event.composedPath()[0] as Element;
    const twisty = target.closest(".twisty") !== null;
    const again = index === this.#active && this.#activePath === row.path;
    this.#cell = -1;
    this.#activate(index);
    if (row.expanded === null) this.dispatchEvent(new CustomEvent("row-open", { detail: row }));
    else if (twisty || !row.expanded || again) void this.#toggle(index, row, event.altKey);
  }

  /** Makes a row the active one, shows it, and tells. */
  #activate(index: number): void {
    this.#active = Math.max(0, Math.min(index, this.#rowCount - 1));
    this.#map.show(this.#active);
    this.#grab = true;
    this.requestUpdate();
    void this.#tell(this.#active);
  }

  async #tell(index: number): Promise<void> {
    try {
      const row = await this.#cache?.fetch(index);
      if (!row || index !== this.#active) return;
      this.#activePath = row.path;
      this.requestUpdate();
      this.dispatchEvent(new CustomEvent("row-select", { detail: row }));
    } catch (error) {
      this.#report(error);
    }
  }

  async #toggle(index: number, row: Row, deep = false, open = !row.expanded): Promise<void> {
    const view = this.#view;
    if (!view || row.expanded === null) return;
    // At once, for the next key may come before the answer; with it the rows are fetched anew.
    row.expanded = open;
    this.requestUpdate();
    try {
      await view.toggle(row.node, open, deep);
      if (view !== this.#view) return;
      // Keys may have gone on to another row in the meantime: it keeps the keyboard, at its new place.
      await this.#replace(
        () => movedRow(this.#active, index, view.rowCount - this.#rowCount),
        this.#map.top,
      );
      this.#map.show(this.#active);
    } catch (error) {
      this.#report(error);
    }
  }

  /** Opens the closed directories beside the active row. */
  async #openSiblings(row: Row): Promise<void> {
    const view = this.#view;
    if (!view) return;
    const closed: number[] = [];
    const parent = await view.parent(this.#active);
    scan: for (let start = parent + 1; start < view.rowCount; start += SCAN_AT_ONCE) {
      for (const sibling of await view.rows(start, SCAN_AT_ONCE)) {
        if (sibling.level < row.level) break scan;
        if (sibling.level === row.level && sibling.expanded === false) closed.push(sibling.node);
        if (closed.length >= MOST_OPENED) break scan;
      }
    }
    for (const node of closed) await view.toggle(node, true);
    await this.reveal(row.path, { centre: false, grab: true });
  }

  /** The cells that are seen in this width, by their place. */
  #seenCells(): number[] {
    const row = this.renderRoot.querySelector(`[data-row="${this.#active}"]`);
    return [...(row?.querySelectorAll<HTMLElement>("[role=gridcell]") ?? [])].flatMap(
      (cell, index) => (cell.getClientRects().length > 0 ? [index] : []),
    );
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const from = event.composedPath()[0] as Element;
    if (!from.closest("[data-row]") || this.#rowCount === 0) return;
    const row = this.#cache?.get(this.#active);
    const state = { row, inCell: this.#cell >= 0, typing: this.typing };
    const action = gridAction(event, state);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    this.#act(action, row).catch((error: unknown) => this.#report(error));
  };

  async #act(action: GridAction, row: Row | undefined): Promise<void> {
    switch (action.do) {
      case "row":
        this.#activate(this.#rowAt(action.to));
        break;
      case "cell":
        this.#toCell(action.to);
        break;
      case "toggle":
        if (row) await this.#toggle(this.#active, row);
        break;
      case "parent": {
        const parent = await this.#view?.parent(this.#active);
        if (parent !== undefined && parent >= 0) this.#activate(parent);
        break;
      }
      case "activate":
        if (!row) break;
        this.dispatchEvent(new CustomEvent("row-open", { detail: row }));
        if (row.expanded !== null) await this.#toggle(this.#active, row, action.deep);
        break;
      case "siblings":
        if (row) await this.#openSiblings(row);
        break;
      case "type": {
        const { text, stay } = this.#typed.add(action.text, performance.now());
        const found = await this.#view?.find(text, stay ? this.#active - 1 : this.#active);
        if (found !== undefined && found >= 0) this.#activate(found);
        break;
      }
    }
  }

  #rowAt(to: (GridAction & { do: "row" })["to"]): number {
    const steps = {
      next: 1,
      previous: -1,
      "page-down": this.#map.page,
      "page-up": -this.#map.page,
    };
    if (to === "first") return 0;
    return to === "last" ? this.#rowCount - 1 : this.#active + steps[to];
  }

  #toCell(to: (GridAction & { do: "cell" })["to"]): void {
    const seen = this.#seenCells();
    const at = this.#cell < 0 ? -1 : seen.indexOf(this.#cell);
    const next = { next: at + 1, previous: at - 1, first: 0, last: seen.length - 1 }[to];
    if (next >= seen.length) return;
    this.#cell = seen[next] ?? -1;
    this.#grab = true;
    this.requestUpdate();
  }

  #report(error: unknown): void {
    this.dispatchEvent(new CustomEvent("row-error", { detail: error }));
  }
}

define("lamina-tree-grid", TreeGrid);
