import { LitElement, css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { DifferenceKind, PathDifference } from "../api/insight-types.js";
import { icon } from "../element/icons.js";
import { define } from "../element/panel.js";
import { named } from "../element/parts.js";
import { styled } from "../element/styled.js";
import { base } from "../style/base.js";
import { baseName } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { TypeAhead, gridAction } from "../tree/keys.js";
import type { GridAction } from "../tree/keys.js";
import type { DifferenceNode, DifferenceTree, TreeRow } from "./difference-tree.js";
import { isFile } from "./entry-facts.js";
import { twisty } from "../style/shared.js";

/** Rows that PageUp and PageDown go over. */
const PAGE = 15;

/** The tree of what differs. Events: `row-choose` when a path was chosen, `row-error` with why rows did not come. */
export class DifferenceGrid extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        min-height: 0;
        container: differences / inline-size;
      }
      .grid {
        flex: 1;
        min-width: 0;
        overflow-y: scroll;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 140px 206px;
        align-items: center;
        height: 25px;
        padding-inline-end: 8px;
        cursor: default;
      }
      .head {
        position: sticky;
        top: 0;
        z-index: 1;
        height: 28px;
        background: var(--bg-side);
        box-shadow: inset 0 -1px var(--line);
        color: var(--text-dim);
        font-size: 12px;
      }
      .head > div,
      [role="gridcell"] {
        padding-inline: 6px;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .head .name {
        padding-inline-start: 12px;
      }
      .body .row {
        content-visibility: auto;
        contain-intrinsic-size: auto 25px;
      }
      .body .row:hover {
        background: var(--bg-hover);
      }
      .body .row[aria-selected="true"] {
        background: var(--bg-chosen);
      }
      .row:focus-visible {
        outline-offset: -2px;
        border-radius: 4px;
      }
      [role="gridcell"].name {
        display: flex;
        align-items: center;
        height: 25px;
        padding-inline: 4px 6px;
      }
      .indent {
        flex: none;
        width: calc(var(--level) * 16px);
      }
      ${twisty}
      .letter {
        flex: none;
        margin-inline-end: 6px;
      }
      .kind {
        flex: none;
        display: grid;
        margin-inline-end: 6px;
        color: var(--text-dim);
      }
      .directory .kind {
        color: var(--accent);
      }
      .removed bdi {
        text-decoration: line-through;
      }
      .size {
        text-align: end;
      }
      .what {
        position: relative;
        color: var(--text-dim);
      }
      .count {
        margin-inline-end: 8px;
      }
      .sign {
        font: 700 11px/1 var(--lamina-mono);
      }
      .sign.added {
        color: var(--added);
      }
      .sign.removed {
        color: var(--deleted);
      }
      .sign:is(.changed, .unknown) {
        color: var(--modified);
      }
      .more {
        color: var(--accent);
      }
      .more .name {
        padding-inline-start: 26px;
      }
      @media (pointer: coarse) {
        .body .row {
          height: 36px;
        }
      }
      @container differences (max-width: 540px) {
        .row {
          grid-template-columns: minmax(0, 1fr) 140px 108px;
        }
      }
      @container differences (max-width: 430px) {
        .row {
          grid-template-columns: minmax(0, 1fr) 124px;
        }
        .what {
          display: none;
        }
      }
      @media (forced-colors: active) {
        .body .row[aria-selected="true"] {
          background: Highlight;
          color: HighlightText;
          forced-color-adjust: none;
        }
      }
    `,
  ];

  static override properties = { tree: {}, revision: {}, narrow: { type: Boolean } };

  declare tree: DifferenceTree | null;
  /** Another one where the tree has changed in itself. */
  declare revision: unknown;
  /** True if what is chosen covers the tree: then a directory is only opened. */
  declare narrow: boolean;
  #rows: TreeRow[] = [];
  /** Put the keyboard on the active row after the next rendering. */
  #grab = false;
  readonly #typed = new TypeAhead();

  constructor() {
    super();
    this.tree = null;
    this.revision = null;
    this.narrow = false;
  }

  /** Puts the keyboard into the tree. */
  override focus(): void {
    this.#grab = true;
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { tree } = this;
    this.#rows = tree?.rows() ?? [];
    const text = t.compare;
    return html`<div
      class="grid"
      role="treegrid"
      aria-label=${text.tree}
      aria-busy=${tree?.sorting !== null}
      @keydown=${this.#onKey}
    >
      <div role="rowgroup">
        <div class="row head" role="row">
          <div role="columnheader" class="name">${text.name}</div>
          <div role="columnheader" class="size" title=${text.sizeTitle}>${text.size}</div>
          <div role="columnheader" class="what">${text.different}</div>
        </div>
      </div>
      <div class="body" role="rowgroup">
        ${repeat(
          this.#rows,
          ({ key }) => key,
          (row) => (row.node ? this.#renderNode(row.node, row) : this.#renderMore(row)),
        )}
      </div>
    </div>`;
  }

  /** The row with the keyboard. */
  get #active(): number {
    const at = this.#rows.findIndex(({ key }) => key === this.tree?.active);
    return Math.max(0, at);
  }

  #renderNode(
    node: DifferenceNode,
    { level, position, siblings }: TreeRow & { node: DifferenceNode },
  ): TemplateResult {
    const { difference, inside, open } = node;
    const { path, kind } = difference;
    const entry = difference.after ?? difference.before;
    const shown = entry?.kind ?? "file";
    return html`<div
      class="row ${kind} ${shown}"
      role="row"
      data-key=${path}
      aria-level=${level}
      aria-posinset=${position}
      aria-setsize=${siblings}
      aria-expanded=${inside ? open : nothing}
      aria-selected=${this.tree?.chosen?.path === path}
      tabindex=${this.#rows[this.#active]?.key === path ? 0 : -1}
      @click=${(event: MouseEvent) => this.#onClick(event, node)}
    >
      <div role="gridcell" class="name" title=${visible(path)}>
        <span class="indent" ${styled({ "--level": String(level - 1) })}></span>
        <span class="twisty ${open ? "open" : ""}">${inside ? icon("twisty") : nothing}</span>
        ${differenceLetter(kind)}<span class="kind"
          >${icon(shown)}<span class="heard">${t.kind[shown]}</span></span
        >
        <span class="clip">${named(baseName(path))}</span>
      </div>
      <div role="gridcell" class="size number">${this.#sizeText(difference)}</div>
      ${this.#renderWhat(difference)}
    </div>`;
  }

  #sizeText(difference: PathDifference): string {
    const { before, after } = difference;
    if (difference.below && this.tree) {
      const { more } = this.tree.below(difference);
      if (more === 0) return "";
      return more > 0 ? `+${f.bytes(more)}` : `−${f.bytes(-more)}`;
    }
    const size = (entry: typeof before): string | null =>
      entry && isFile(entry) ? f.bytes(entry.size) : null;
    const [a, b] = [size(before), size(after)];
    if (a !== null && b !== null) return a === b ? a : t.compare.sizes(a, b);
    return a ?? b ?? "";
  }

  /** Of a directory how many paths below it there are of each kind; and what is different in itself. */
  #renderWhat(difference: PathDifference): TemplateResult {
    const text = t.compare;
    const own =
      difference.kind === "unknown"
        ? [text.kind.unknown]
        : difference.what.map((one) => text.in[one]);
    const counts = difference.below && this.tree ? this.tree.below(difference).counts : {};
    const below = (Object.entries(counts) as [DifferenceKind, number][])
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => ({ kind, count: f.integer(count) }));
    const words = below.map(({ kind, count }) => text.belowKind[kind](count));
    const all = [...(words.length > 0 ? [text.below(words)] : []), ...own].join("; ");
    return html`<div role="gridcell" class="what" title=${all}>
      <span class="heard">${all}</span
      ><span aria-hidden="true"
        >${below.map(
          ({ kind, count }) =>
            html`<span class="count number"
              ><span class="sign ${kind}">${text.letter[kind]}</span> ${count}</span
            >`,
        )}${own.join(", ")}</span
      >
    </div>`;
  }

  #renderMore(row: TreeRow & { node: null }): TemplateResult {
    const { key, level, listing } = row;
    const left = listing.total - listing.asked;
    return html`<div
      class="row more"
      role="row"
      data-key=${key}
      aria-level=${level}
      tabindex=${this.#rows[this.#active]?.key === key ? 0 : -1}
      @click=${() => this.#activate(row)}
    >
      <div role="gridcell" class="name">
        <span class="indent" ${styled({ "--level": String(level - 1) })}></span>
        ${listing.loading ? t.compare.loading : t.compare.more(f.integer(left))}
      </div>
    </div>`;
  }

  override willUpdate(): void {
    // When rows come and go the keyboard stays with its row.
    if (this.shadowRoot?.activeElement?.closest("[data-key]")) this.#grab = true;
  }

  override updated(): void {
    if (!this.#grab || this.#rows.length === 0) return;
    this.#grab = false;
    const rows = this.renderRoot.querySelectorAll<HTMLElement>("[data-key]");
    const row = rows[this.#active];
    if (!row || this.shadowRoot?.activeElement === row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  #onClick(event: MouseEvent, node: DifferenceNode): void {
    // The second click of a double click means nothing more than the first.
    if (event.detail > 1) return;
    const twisty = (event.composedPath()[0] as Element).closest(".twisty") !== null;
    const again = this.tree?.chosen === node.difference;
    this.#go(node.difference.path);
    if (!twisty || !node.inside) this.#choose(node);
    if (node.inside && (twisty || this.narrow || !node.open || again)) this.#toggle(node);
  }

  #go(key: string): void {
    if (!this.tree) return;
    this.tree.active = key;
    this.#grab = true;
    this.requestUpdate();
  }

  #choose({ difference, inside }: DifferenceNode): void {
    if (!this.tree || (this.narrow && inside)) return;
    this.tree.chosen = difference;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("row-choose", { detail: difference }));
  }

  #toggle(node: DifferenceNode, open = !node.open): void {
    void this.#try(this.tree?.toggle(node, open));
  }

  #activate(row: TreeRow): void {
    if (row.node) {
      this.#choose(row.node);
      if (row.node.inside) this.#toggle(row.node);
      return;
    }
    const { listing, of } = row;
    const at = listing.nodes.length;
    void this.#try(this.tree?.more(listing, of)).then(() => {
      // The first of the new ones is where the button was.
      const first = listing.nodes[at] ?? listing.nodes.at(-1);
      if (first) this.#go(first.difference.path);
    });
  }

  async #try(what: Promise<void> | undefined): Promise<void> {
    try {
      await what;
    } catch (error) {
      this.dispatchEvent(new CustomEvent("row-error", { detail: error }));
    }
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const row = this.#rows[this.#active];
    if (!row) return;
    const { node } = row;
    const state = {
      row: { expanded: node?.inside ? node.open : null },
      inCell: false,
      typing: this.#typed.going(performance.now()),
    };
    const action = gridAction(event, state);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    this.#act(action, row);
  };

  #act(action: GridAction, row: TreeRow): void {
    const { node } = row;
    switch (action.do) {
      case "row":
        this.#goRow(this.#rowAt(action.to));
        break;
      case "cell":
        // An open directory: on to the first row in it. Cells hold nothing of their own to go to.
        if (action.to === "next" && node?.open) this.#goRow(this.#active + 1);
        break;
      case "toggle":
        if (node) this.#toggle(node);
        break;
      case "parent": {
        const parent = row.node ? row.node.parent : row.of;
        if (parent) this.#go(parent.difference.path);
        break;
      }
      case "activate":
        this.#activate(row);
        break;
      case "siblings":
        for (const one of this.#rows) {
          if (one.node && one.node.parent === node?.parent && !one.node.open) {
            this.#toggle(one.node, true);
          }
        }
        break;
      case "type":
        this.#type(action.text);
        break;
    }
  }

  #rowAt(to: (GridAction & { do: "row" })["to"]): number {
    const steps = { next: 1, previous: -1, "page-down": PAGE, "page-up": -PAGE };
    if (to === "first") return 0;
    return to === "last" ? this.#rows.length - 1 : this.#active + steps[to];
  }

  #goRow(index: number): void {
    const row = this.#rows[Math.max(0, Math.min(index, this.#rows.length - 1))];
    if (row) this.#go(row.key);
  }

  /** Jumps to the next name that begins with what is typed. */
  #type(key: string): void {
    const { text, stay } = this.#typed.add(key, performance.now());
    const from = this.#active + (stay ? 0 : 1);
    const count = this.#rows.length;
    for (let step = 0; step < count; step++) {
      const at = (from + step) % count;
      const path = this.#rows[at]?.node?.difference.path;
      if (path && baseName(path).toLowerCase().startsWith(text.toLowerCase())) {
        this.#goRow(at);
        return;
      }
    }
  }
}

const LETTER_CLASS = {
  added: "added",
  removed: "deleted",
  changed: "modified",
  unknown: "modified",
  same: "",
} as const;

/** The letter of a kind, in its colour; a directory that is the same in itself has none. */
export function differenceLetter(kind: DifferenceKind): TemplateResult | typeof nothing {
  if (kind === "same") return nothing;
  const { letter, kind: words, unknownTitle } = t.compare;
  return html`<span
    class="letter ${LETTER_CLASS[kind]}"
    title=${kind === "unknown" ? unknownTitle : words[kind]}
    ><span aria-hidden="true">${letter[kind]}</span><span class="heard">${words[kind]}</span></span
  >`;
}

define("lamina-difference-grid", DifferenceGrid);
