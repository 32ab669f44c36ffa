import { LitElement, css, html } from "lit";
import type { TemplateResult } from "lit";

import { base } from "../style/base.js";
import { define } from "./panel.js";

/** What an arrow key moves. */
const STEP = 24;

/** A bar between two columns that moves. Event: `split` with the pixels it shall move to the left. */
export class Splitter extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        width: 1px;
        background: var(--line);
      }
      @media (forced-colors: active) {
        :host {
          background: CanvasText;
        }
      }
      /* Wider than it looks, to be taken hold of. */
      div {
        position: absolute;
        inset: 0 -4px;
        z-index: 2;
        cursor: col-resize;
        touch-action: none;
      }
      div:hover,
      div:active {
        background: linear-gradient(var(--accent), var(--accent)) center / 3px 100% no-repeat;
      }
    `,
  ];

  static override properties = { label: {}, value: { type: Number } };

  declare label: string;
  /** Percent of the room that the column on the right has. */
  declare value: number;
  #from: number | null = null;

  constructor() {
    super();
    this.label = "";
    this.value = 0;
  }

  override render(): TemplateResult {
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${this.label}
      aria-valuenow=${Math.round(this.value)}
      aria-valuemin="0"
      aria-valuemax="100"
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @lostpointercapture=${() => (this.#from = null)}
      @keydown=${this.#key}
    ></div>`;
  }

  #down(event: PointerEvent): void {
    event.preventDefault();
    (event.target as Element).setPointerCapture(event.pointerId);
    this.#from = event.clientX;
  }

  #move(event: PointerEvent): void {
    if (this.#from === null) return;
    this.#tell(this.#from - event.clientX);
    this.#from = event.clientX;
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#tell(step);
  }

  #tell(pixels: number): void {
    this.dispatchEvent(new CustomEvent("split", { detail: pixels }));
  }
}

define("lamina-splitter", Splitter);
