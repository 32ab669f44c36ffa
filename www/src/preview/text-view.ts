import { LitElement, css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { define } from "../element/panel.js";
import { styled } from "../element/styled.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { visibleLines } from "../text/visible.js";
import type { TextGuess } from "./encoding.js";
import { LineDecoder } from "./lines.js";
import type { Line } from "./lines.js";
import { languageOf } from "./sniff.js";
import type { Token } from "./tokens.js";

/** Bytes shown at first, and added by each "load more". */
export const WINDOW = 1024 * 1024;
/** Lines in one block; blocks out of sight are not laid out. */
const BLOCK = 100;
/** Highlighting more than this would be felt. */
const MOST_PAINTED = 200_000;
const LINE = 18;
/** Above the first line. */
const PADDING = 6;

export interface TextSubject {
  blob: Blob;
  path: string;
  guess: TextGuess;
}

/** A text file with line numbers, highlighted if its language is known. */
export class TextView extends LitElement {
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
        min-width: 0;
        direction: ltr;
      }
      .lines {
        display: grid;
        width: max-content;
        min-width: 100%;
        padding-block: 6px;
        position: relative;
        isolation: isolate;
      }
      .spot {
        position: absolute;
        inset-inline: 0;
        inset-block-start: var(--top);
        z-index: -1;
        height: 18px;
        background: color-mix(in oklab, var(--hit) 45%, transparent);
        outline: 1px solid var(--hit);
      }
      .block {
        display: grid;
        grid-template-columns: var(--gutter) max-content;
        content-visibility: auto;
      }
      pre {
        line-height: 18px;
        tab-size: 4;
      }
      .gutter {
        position: sticky;
        inset-inline-start: 0;
        padding-inline-end: 12px;
        color: var(--text-dim);
        background: var(--bg-code);
        text-align: end;
        user-select: none;
      }
      .code {
        padding-inline: 4px 12px;
      }
      .more {
        position: sticky;
        inset-inline-start: 0;
        display: flex;
        align-items: center;
        gap: 10px;
        width: fit-content;
        padding: 8px 12px;
      }
      /* What the highlighter names, so called that it meets no other class. */
      .hl-comment,
      .hl-quote,
      .hl-meta {
        color: light-dark(#5f6b7a, #8d98a8);
      }
      .hl-keyword,
      .hl-selector-tag,
      .hl-section,
      .hl-built_in,
      .hl-tag,
      .hl-name {
        color: light-dark(#8a2a9b, #d79bea);
      }
      .hl-string,
      .hl-regexp,
      .hl-addition,
      .hl-template-variable {
        color: light-dark(#1b6b33, #8fd19e);
      }
      .hl-number,
      .hl-literal,
      .hl-symbol,
      .hl-bullet {
        color: light-dark(#9c4a00, #eab07a);
      }
      .hl-attr,
      .hl-attribute,
      .hl-property,
      .hl-variable,
      .hl-params {
        color: light-dark(#0a5bc4, #86bcff);
      }
      .hl-title,
      .hl-type,
      .hl-class,
      .hl-function {
        color: light-dark(#7a4b00, #e9c46a);
      }
      .hl-deletion {
        color: var(--deleted);
      }
    `,
  ];

  #subject: TextSubject | null = null;
  #decoder: LineDecoder | null = null;
  #lines: Line[] = [];
  #painted: Token[][] | null = null;
  #read = 0;
  #busy = false;
  /** The line that is pointed at, from 1, and whether it has been brought into sight. */
  #line: number | null = null;
  #reached = false;

  get subject(): TextSubject | null {
    return this.#subject;
  }

  set subject(subject: TextSubject | null) {
    if (subject === this.#subject) return;
    this.#subject = subject;
    this.#decoder = subject ? new LineDecoder(subject.guess) : null;
    this.#lines = [];
    this.#painted = null;
    this.#read = 0;
    this.#busy = false;
    this.#reached = false;
    this.shadowRoot?.querySelector(".scroll")?.scrollTo(0, 0);
    void this.#more();
  }

  get line(): number | null {
    return this.#line;
  }

  set line(line: number | null) {
    if (line === this.#line) return;
    this.#line = line;
    this.#reached = false;
    this.requestUpdate();
    this.#reach();
  }

  override render(): TemplateResult {
    const blocks: TemplateResult[] = [];
    for (let start = 0; start < this.#lines.length; start += BLOCK) {
      blocks.push(this.#renderBlock(start));
    }
    const left = (this.#subject?.blob.size ?? 0) - this.#read;
    const digits = String(this.#lines.length).length;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t.preview.textLabel}>
      <div class="lines" ${styled({ "--gutter": `calc(${Math.max(3, digits)}ch + 24px)` })}>
        ${this.#renderSpot()} ${blocks}
        ${
          left > 0 && this.#read > 0
            ? html`<p class="more">
                <button type="button" ?disabled=${this.#busy} @click=${() => void this.#more()}>
                  ${t.preview.more}</button
                ><span class="dim">${t.preview.left(f.bytes(left))}</span>
              </p>`
            : nothing
        }
      </div>
    </div>`;
  }

  #renderSpot(): TemplateResult | typeof nothing {
    const index = this.#spotIndex;
    if (index < 0) return nothing;
    return html`<div class="spot" ${styled({ "--top": `${PADDING + index * LINE}px` })}></div>`;
  }

  /** The index of the line that is pointed at; -1 if there is none, or not yet. */
  get #spotIndex(): number {
    const line = this.#line;
    return line === null ? -1 : this.#lines.findIndex(({ number }) => number === line);
  }

  /** Brings the line into sight; what comes before it is read first. */
  #reach(): void {
    if (this.#line === null || this.#reached || this.#busy) return;
    const index = this.#spotIndex;
    if (index < 0) {
      if (this.#read < (this.#subject?.blob.size ?? 0)) void this.#more();
      return;
    }
    this.#reached = true;
    void this.updateComplete.then(() => {
      const scroller = this.renderRoot.querySelector(".scroll");
      const top = PADDING + index * LINE - (scroller?.clientHeight ?? 0) / 3;
      scroller?.scrollTo(0, Math.max(0, top));
    });
  }

  #renderBlock(start: number): TemplateResult {
    const lines = this.#lines.slice(start, start + BLOCK);
    const numbers = lines.map(({ number }) => (number > 0 ? String(number) : "")).join("\n");
    return html`<div
      class="block"
      ${styled({ "contain-intrinsic-size": `auto 100px auto ${lines.length * LINE}px` })}
    >
      <pre class="gutter" aria-hidden="true">${numbers}</pre>
      <pre class="code">
${
          this.#painted
            ? lines.map((line, index) => this.#renderTokens(this.#painted?.[start + index], line))
            : lines.map(({ text }) => `${visibleLines(text)}\n`).join("")
        }</pre>
    </div>`;
  }

  #renderTokens(tokens: Token[] | undefined, line: Line): (TemplateResult | string)[] {
    if (!tokens) return [`${visibleLines(line.text)}\n`];
    const parts = tokens.map(({ text, kind }) =>
      kind ? html`<span class=${`hl-${kind}`}>${visibleLines(text)}</span>` : visibleLines(text),
    );
    return [...parts, "\n"];
  }

  async #more(): Promise<void> {
    const subject = this.#subject;
    const decoder = this.#decoder;
    if (!subject || !decoder || this.#busy) return;
    this.#busy = true;
    this.requestUpdate();
    try {
      const end = Math.min(this.#read + WINDOW, subject.blob.size);
      const buffer = await subject.blob.slice(this.#read, end).arrayBuffer();
      if (subject !== this.#subject) return;
      this.#lines = [
        ...this.#lines,
        ...decoder.push(new Uint8Array(buffer), end === subject.blob.size),
      ];
      this.#painted = null;
      this.#read = end;
      this.#busy = false;
      this.requestUpdate();
      this.#reach();
      await this.#paint(subject);
    } catch (error) {
      if (subject !== this.#subject) return;
      this.#busy = false;
      this.dispatchEvent(new CustomEvent("read-error", { detail: error }));
    }
  }

  /** Plain text is there at once; the colours come when their script has been loaded. */
  async #paint(subject: TextSubject): Promise<void> {
    if (subject.blob.size > MOST_PAINTED || this.#lines.some(({ number }) => number === 0)) return;
    const language = languageOf(subject.path, this.#lines[0]?.text ?? "");
    if (!language) return;
    const { highlight } = await import("./highlight.js");
    if (subject !== this.#subject) return;
    this.#painted = highlight(this.#lines.map(({ text }) => text).join("\n"), language);
    this.requestUpdate();
  }
}

define("lamina-text-view", TextView);
