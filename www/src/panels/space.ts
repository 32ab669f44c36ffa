import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Ledger } from "../api/insight-types.js";
import { bytesIn, sumOf, wastedIn } from "../element/accounts.js";
import { Panel, define } from "../element/panel.js";
import { note } from "../element/parts.js";
import type { Question } from "../element/question.js";
import { working } from "../element/question.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import "./space-largest.js";
import "./space-layers.js";
import "./space-map.js";

/** Questions that were asked without being told to: once each, so that what is stopped stays stopped. */
const asked = new WeakSet<Question<Ledger>>();

/** Where the bytes of the image went: in all, by layer, by directory, and the largest that could be saved. */
export class Space extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        overflow: auto;
        min-height: 0;
        container: space / inline-size;
      }
      .page {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 22px;
        padding: 14px 16px 28px;
        max-width: 1280px;
      }
      .sum {
        display: grid;
        gap: 4px;
      }
      .total {
        font-size: 15px;
        font-weight: 600;
        text-wrap: pretty;
      }
      .dive {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 8px;
      }
      details {
        min-width: 0;
      }
      summary {
        display: inline-block;
        min-height: 24px;
        color: var(--accent);
        cursor: pointer;
      }
      details ul {
        display: grid;
        gap: 3px;
        max-width: 72ch;
        margin: 2px 0 6px;
        padding-inline-start: 18px;
        list-style: disc;
      }
      .copies {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        margin-top: 4px;
      }
      .sum .working {
        padding: 4px 0;
      }
      .ask {
        padding: 10px 16px;
      }
      @media (max-width: 480px) {
        .page {
          padding-inline: 10px;
        }
      }
      /* Layers and map beside each other, so that both are seen at once. */
      @container space (min-width: 1080px) {
        .page {
          grid-template-columns: minmax(0, 6fr) minmax(0, 5fr);
          max-width: 1800px;
        }
        .sum,
        lamina-space-largest {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  get #question(): Question<Ledger> {
    return this.ws.question<Ledger>("ledger");
  }

  /** With copies, which takes reading. */
  get #copies(): Question<Ledger> {
    return this.ws.question<Ledger>("ledger with copies");
  }

  override willUpdate(): void {
    const question = this.#question;
    if (asked.has(question)) return;
    asked.add(question);
    this.#ask();
  }

  override render(): TemplateResult {
    const question = this.#question;
    const answer = this.#copies.answer ?? question.answer;
    if (!answer) {
      return html`${working(question, t.space.adding)}${
        question.asked.state === "none"
          ? html`<div class="ask">
              <button type="button" @click=${() => this.#ask()}>${t.space.again}</button>
            </div>`
          : nothing
      }`;
    }
    return html`<div class="page">
      ${this.#renderSum(answer)}
      <lamina-space-layers .ws=${this.ws} .ledger=${answer}></lamina-space-layers>
      <lamina-space-map .ws=${this.ws} .ledger=${answer}></lamina-space-map>
      <lamina-space-largest .ws=${this.ws} .ledger=${answer}></lamina-space-largest>
    </div>`;
  }

  #renderSum({ layers, dive, copies }: Ledger): TemplateResult {
    const read = layers.flatMap((layer) => (layer ? [layer.own] : []));
    const sums = sumOf(read);
    const unread = layers.length - read.length;
    return html`<div class="sum">
      <p class="total">
        ${t.space.total(
          f.bytes(bytesIn(sums)),
          read.length,
          f.bytes(sums.live),
          f.bytes(wastedIn(sums)),
          f.bytes(sums.overhead),
        )}
      </p>
      ${unread > 0 ? note("warning", t.space.unread(unread)) : nothing}
      <div class="dive">
        <span class="dim">${t.space.dive(f.percent(dive.score), f.bytes(dive.wasted))}</span>
        <details>
          <summary>${t.space.diveWhy}</summary>
          <ul>
            ${t.space.diveReasons.map((reason) => html`<li>${reason}</li>`)}
          </ul>
          <p>${t.space.diveHere}</p>
        </details>
      </div>
      ${copies === "all" ? nothing : this.#renderCopies(copies === "some")}
    </div>`;
  }

  #renderCopies(partly: boolean): TemplateResult {
    const question = this.#copies;
    if (question.asked.state === "running") return html`${working(question, t.space.comparing)}`;
    return html`${working(question, t.space.comparing)}
      <div class="copies dim">
        <button type="button" @click=${() => this.#askCopies()}>${t.space.compare}</button>
        ${partly ? t.space.comparePartly : t.space.compareWhy}
      </div>`;
  }

  #ask(): void {
    const { image } = this.ws;
    if (image) void this.#question.ask((options) => image.ledger(options));
  }

  #askCopies(): void {
    const { image } = this.ws;
    if (image) void this.#copies.ask((options) => image.ledger({ ...options, copies: true }));
  }
}

define("lamina-space", Space);
