import { LitElement, css, html } from "lit";
import type { TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { define } from "../element/panel.js";
import { styled } from "../element/styled.js";
import { base } from "../style/base.js";
import { t } from "../text/text.js";
import { ScrollMap } from "../tree/scroll.js";
import { columnOf, hexRow, offsetWidth } from "./hex.js";

const ROW = 18;
const OVERSCAN = 20;
/** Bytes read at a time, and a good deal more than a screen shows. */
const WINDOW = 64 * 1024;

/** A hex dump of a Blob of any size; only the bytes near the viewport are read. */
export class HexView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        min-height: 0;
      }
      .scroll {
        flex: 1;
        overflow: auto;
        contain: strict;
        padding-block: 4px;
      }
      .space {
        position: relative;
      }
      .row {
        position: absolute;
        inset-block-start: 0;
        inset-inline-start: 0;
        padding-inline: 12px;
        line-height: 18px;
        white-space: pre;
        direction: ltr;
      }
      .offset,
      .ascii {
        color: var(--text-dim);
      }
      .ascii {
        margin-inline-start: 2ch;
        color: var(--accent);
      }
      .offset {
        margin-inline-end: 2ch;
        user-select: none;
      }
      mark {
        background: var(--hit);
        color: inherit;
      }
    `,
  ];

  #blob = new Blob();
  #from = 0;
  #bytes = new Uint8Array();
  #asked = -1;
  #width = 16;
  #spot: { offset: number; length: number } | null = null;
  /** The spot has still to be brought into sight. */
  #sought = false;
  readonly #map = new ScrollMap(ROW);
  #scroller: HTMLElement | null = null;
  readonly #resizes = new ResizeObserver(() => this.#resized());

  get blob(): Blob {
    return this.#blob;
  }

  set blob(blob: Blob) {
    if (blob === this.#blob) return;
    this.#blob = blob;
    this.#bytes = new Uint8Array();
    this.#from = 0;
    this.#asked = -1;
    this.#map.top = 0;
    this.#sought = this.#spot !== null;
    this.#resized();
  }

  /** Bytes that are pointed at. */
  get spot(): { offset: number; length: number } | null {
    return this.#spot;
  }

  set spot(spot: { offset: number; length: number } | null) {
    if (spot === this.#spot) return;
    this.#spot = spot;
    this.#sought = spot !== null;
    this.#resized();
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { start, end } = this.#map.range(OVERSCAN);
    const rows = Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
    return html`<div
      class="scroll"
      tabindex="0"
      role="region"
      aria-label=${t.preview.hexLabel}
      @scroll=${this.#onScroll}
    >
      <div class="space" ${styled({ height: `${this.#map.height}px` })}>
        ${repeat(
          rows,
          (row) => row,
          (row) => this.#renderRow(row),
        )}
      </div>
    </div>`;
  }

  #renderRow(row: number): TemplateResult {
    const offset = row * this.#width;
    const at = offset - this.#from;
    const known = at >= 0 && at < this.#bytes.length;
    const bytes = known ? this.#bytes.subarray(at, at + this.#width) : new Uint8Array();
    const text = hexRow(offset, bytes, this.#width, offsetWidth(this.#blob.size));
    // A <pre>: in anything else the layout of this very file would be seen.
    return html`<pre
      class="row"
      ${styled({ transform: `translateY(${this.#map.offset(row)}px)` })}
    ><span class="offset">${text.offset}</span>${this.#renderHex(text.hex, offset)}<span class="ascii">${text.ascii}</span></pre>`;
  }

  #renderHex(hex: string, offset: number): TemplateResult | string {
    const spot = this.#spot;
    if (!spot) return hex;
    const first = Math.max(0, spot.offset - offset);
    const last = Math.min(this.#width, spot.offset + spot.length - offset) - 1;
    if (first > last) return hex;
    const [from, to] = [columnOf(first), columnOf(last) + 2];
    return html`${hex.slice(0, from)}<mark>${hex.slice(from, to)}</mark>${hex.slice(to)}`;
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
    void this.#read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
  }

  #resized(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    // Sixteen bytes a row are some 80 letters wide.
    this.#width = scroller.clientWidth >= 590 ? 16 : 8;
    this.#map.resize(Math.ceil(this.#blob.size / this.#width), scroller.clientHeight);
    if (this.#spot && this.#sought && scroller.clientHeight > 0) {
      this.#sought = false;
      this.#map.centre(Math.floor(this.#spot.offset / this.#width));
    }
    this.requestUpdate();
  }

  #onScroll(): void {
    const scroller = this.#scroller;
    if (!scroller || Math.abs(scroller.scrollTop - this.#map.scrollTop) < 1) return;
    this.#map.scrolled(scroller.scrollTop);
    this.requestUpdate();
  }

  async #read(): Promise<void> {
    const { start, end } = this.#map.range(OVERSCAN);
    const first = start * this.#width;
    const last = Math.min(end * this.#width, this.#blob.size);
    if (first >= this.#from && last <= this.#from + this.#bytes.length) return;
    const from = Math.max(0, Math.floor((first - WINDOW / 2) / 16) * 16);
    if (from === this.#asked) return;
    this.#asked = from;
    const blob = this.#blob;
    try {
      const buffer = await blob.slice(from, Math.max(last, from + WINDOW)).arrayBuffer();
      if (blob !== this.#blob || from !== this.#asked) return;
      this.#from = from;
      this.#bytes = new Uint8Array(buffer);
      this.requestUpdate();
    } catch (error) {
      this.dispatchEvent(new CustomEvent("read-error", { detail: error }));
    }
  }
}

define("lamina-hex-view", HexView);
