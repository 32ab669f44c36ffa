import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";

import type { SpaceNode } from "../api/insight-types.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { ARROWS, neighbour } from "./neighbour.js";
import { define } from "./panel.js";
import { hueOf } from "./parts.js";
import type { Box } from "./squarify.js";
import { styled } from "./styled.js";
import { tilesOf } from "./tiles.js";
import type { Tile } from "./tiles.js";
import { treemapStyles } from "./treemap-styles.js";

const ZOOM_MILLISECONDS = 220;
/** What a name needs, a second line, and the layer's number in a corner. */
const NAME = { width: 30, height: 18 };
const SIZE = { width: 62, height: 38 };
const NUMBER = { width: 56, height: 54 };

/**
 * What is in a directory as rectangles, as large as their bytes are many. To those who hear the page it is a list of
 * them. Events: `treemap-zoom` and `treemap-open` with a node, `treemap-up`, and `treemap-look` with the tile that
 * is pointed at or chosen, or null.
 */
export class Treemap extends LitElement {
  static override styles = [base, treemapStyles];

  static override properties = { root: { attribute: false } };

  declare root: SpaceNode | null;
  #tiles: Tile[] = [];
  /** Keys of tiles. */
  #active = "";
  #looked = "";
  #resize: ResizeObserver | undefined;
  /** Whether `root` was looked into or left, and which directory that was about. */
  #zoom: { box: Box; inward: boolean } | null = null;

  constructor() {
    super();
    this.root = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize = new ResizeObserver(() => this.requestUpdate());
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize?.disconnect();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".stage")?.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("root");
    const { root } = this;
    const size = { x: 0, y: 0, width: this.clientWidth, height: this.clientHeight };
    const entered = before && root && this.#tiles.find(({ key }) => key === root.path);
    this.#tiles = root ? tilesOf(root, size) : [];
    if (!before || !root || before.path === root.path) return;
    const left = this.#tiles.find(({ key }) => key === before.path);
    this.#zoom = null;
    if (entered) this.#zoom = { box: entered.box, inward: true };
    else if (left) this.#zoom = { box: left.box, inward: false };
    this.#looked = "";
    this.#active = left?.key ?? this.#tiles.find(({ depth }) => depth === 1)?.key ?? "";
    this.#tell();
  }

  override render(): TemplateResult {
    const active = this.#tiles.findIndex(({ key }) => key === this.#active);
    return html`<p class="heard" id="how">${t.space.mapHow}</p>
      <div
        class="stage"
        role="listbox"
        tabindex="0"
        aria-label=${t.space.mapOf(visible(this.root?.path ?? "/"))}
        aria-describedby="how"
        aria-activedescendant=${active < 0 ? nothing : `tile-${active}`}
        @keydown=${this.#onKey}
        @focus=${() => this.#focused()}
        @click=${this.#onClick}
        @dblclick=${this.#onDoubleClick}
        @pointerover=${(event: PointerEvent) => this.#look(this.#tileOf(event)?.key ?? "")}
        @pointerleave=${() => this.#look("")}
      >
        ${this.#tiles.map((tile, at) => this.#renderTile(tile, at))}
      </div>`;
  }

  #renderTile(tile: Tile, at: number): TemplateResult {
    const { node, rest, bytes, box, open, key } = tile;
    const { layer } = node;
    const name = rest ? restText(tile) : visible(node.name);
    const grey = rest || layer === null;
    const fits = (room: { width: number; height: number }): boolean =>
      box.width >= room.width && box.height >= room.height;
    // Above what is in it there is one line, if any.
    const titled = open ? fits({ width: 44, height: 44 }) : fits(NAME);
    const size = f.bytes(bytes);
    const classes = [
      open ? "open" : "",
      rest ? "rest" : node.kind,
      grey ? "grey" : "",
      key === this.#active ? "active" : "",
      key === this.#looked ? "looked" : "",
    ];
    return html`<div
      id="tile-${at}"
      role="option"
      data-tile=${at}
      aria-selected=${key === this.#active}
      aria-label=${t.space.tile(rest ? t.space.restIn(name, visible(node.path)) : name, size, grey ? null : layer + 1)}
      class="tile ${classes.filter(Boolean).join(" ")}"
      ${styled({
        left: `${box.x}px`,
        top: `${box.y}px`,
        width: `${box.width}px`,
        height: `${box.height}px`,
        "--hue": grey ? "0" : hueOf(layer),
      })}
    >
      ${
        titled
          ? html`<div class="line">
              <bdi class="name">${name}</bdi>
              ${open && box.width > 120 ? html`<span class="size">${size}</span>` : nothing}
            </div>`
          : nothing
      }
      ${!open && fits(SIZE) ? html`<div class="size">${size}</div>` : nothing}
      ${!open && !grey && fits(NUMBER) ? html`<span class="number">${layer + 1}</span>` : nothing}
    </div>`;
  }

  override updated(): void {
    const zoom = this.#zoom;
    this.#zoom = null;
    if (!zoom || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const { box, inward } = zoom;
    const across = this.clientWidth / Math.max(1, box.width);
    const down = this.clientHeight / Math.max(1, box.height);
    const from = inward
      ? `translate(${box.x}px, ${box.y}px) scale(${1 / across}, ${1 / down})`
      : `scale(${across}, ${down}) translate(${-box.x}px, ${-box.y}px)`;
    this.renderRoot.querySelector(".stage")?.animate(
      [
        { transformOrigin: "0 0", transform: from, opacity: 0.3 },
        { transformOrigin: "0 0", transform: "none", opacity: 1 },
      ],
      { duration: ZOOM_MILLISECONDS, easing: "ease-out" },
    );
  }

  #tileOf(event: Event): Tile | undefined {
    const element = event.target instanceof Element ? event.target.closest("[data-tile]") : null;
    return element ? this.#tiles[Number(element.getAttribute("data-tile"))] : undefined;
  }

  #look(key: string): void {
    if (key === this.#looked) return;
    this.#looked = key;
    this.#tell();
  }

  #activate(key: string): void {
    this.#active = key;
    this.#tell();
  }

  #tell(): void {
    const find = (key: string): Tile | null => this.#tiles.find((tile) => tile.key === key) ?? null;
    const detail = { looked: find(this.#looked), active: find(this.#active) };
    this.dispatchEvent(new CustomEvent<TreemapLook>("treemap-look", { detail }));
    this.requestUpdate();
  }

  #focused(): void {
    const first = this.#tiles[0];
    if (first && !this.#tiles.some(({ key }) => key === this.#active)) this.#activate(first.key);
  }

  readonly #onClick = (event: MouseEvent): void => {
    const tile = this.#tileOf(event);
    if (!tile) return;
    if (tile.node.kind === "directory") {
      // The second click of two is on what the first one led to.
      if (event.detail < 2) this.#enter(tile);
    } else this.#activate(tile.key);
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    const tile = this.#tileOf(event);
    if (tile && tile.node.kind !== "directory" && tile.key === this.#active) this.#enter(tile);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!this.#key(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** False if the key means nothing here. */
  #key(key: string): boolean {
    if (key === "Backspace") {
      this.dispatchEvent(new CustomEvent("treemap-up"));
      return true;
    }
    const active = this.#tiles.find((tile) => tile.key === this.#active);
    const arrow = ARROWS[key];
    if (!arrow && key !== "Home" && key !== "End" && key !== "Enter") return false;
    if (!active) this.#focused();
    else if (key === "Enter") this.#enter(active);
    else {
      const level = this.#tiles.filter(({ depth }) => depth === active.depth);
      const boxes = level.map(({ box }) => box);
      const next = arrow
        ? level[neighbour(boxes, active.box, arrow)]
        : level.at(key === "Home" ? 0 : -1);
      if (next) this.#activate(next.key);
    }
    return true;
  }

  /** Into a directory, or to the file. */
  #enter({ node, rest }: Tile): void {
    if (rest && node.path === this.root?.path) return;
    const name = node.kind === "directory" ? "treemap-zoom" : "treemap-open";
    this.dispatchEvent(new CustomEvent<SpaceNode>(name, { detail: node }));
  }
}

/** What of the map is pointed at, and what is chosen. */
export interface TreemapLook {
  looked: Tile | null;
  active: Tile | null;
}

/** What to call what is not given one by one. */
export function restText({ node }: Tile): string {
  const { count } = node.rest;
  return count > 0 ? t.space.rest(count, f.integer(count)) : t.space.own;
}

define("lamina-treemap", Treemap);
