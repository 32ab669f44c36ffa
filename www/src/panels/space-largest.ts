import { css, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";

import type { LargeFile, Ledger } from "../api/insight-types.js";
import { Panel, define } from "../element/panel.js";
import { chip, named } from "../element/parts.js";
import { working } from "../element/question.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { showFile } from "./space-files.js";
import { spaceStyles } from "./space-styles.js";

/** Rows at first, and as many more each time. */
const ROWS = 100;

interface Answer {
  count: number;
  /** The accounts that it goes with. */
  ledger: Ledger | null;
  list: LargeFile[];
}

/** The largest files that could be saved, whom they belong to and who hid them. */
export class SpaceLargest extends Panel {
  static override styles = [
    base,
    spaceStyles,
    css`
      :host {
        display: block;
      }
      td.path {
        width: 100%;
        min-width: 140px;
      }
      td.fate {
        white-space: nowrap;
      }
    `,
  ];

  static override properties = { ledger: { attribute: false } };

  declare ledger: Ledger | null;
  #count = ROWS;
  /** What was asked last. */
  #asked: Omit<Answer, "list"> | null = null;
  #list: LargeFile[] = [];

  constructor() {
    super();
    this.ledger = null;
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { ledger } = this;
    const { image } = this.ws;
    if (!image) return;
    const question = this.ws.question<Answer>("space largest");
    const { answer } = question;
    if (answer?.ledger === ledger && answer.count >= this.#count) {
      this.#list = answer.list;
      this.#count = answer.count;
    } else if (this.#asked?.ledger !== ledger || this.#asked.count !== this.#count) {
      const count = this.#count;
      this.#asked = { ledger, count };
      void question.ask(async (options) => {
        // One more, to know whether there are more.
        const list = await image.largest({ by: "wasted", count: count + 1, ...options });
        return { count, ledger, list };
      });
    }
  }

  override render(): TemplateResult | typeof nothing {
    const question = this.ws.question<Answer>("space largest");
    const list = this.#list.slice(0, this.#count);
    if (list.length === 0) return html`${working(question, t.space.largestLooking)}`;
    return html`<div class="head"><h2>${t.space.largest}</h2></div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t.space.largestTable}>
        <table>
          <caption class="heard">
            ${t.space.largestTable}
          </caption>
          <thead>
            <tr>
              <th scope="col">${t.space.file}</th>
              <th scope="col" class="end">${t.space.size}</th>
              <th scope="col">${t.space.of}</th>
              <th scope="col">${t.space.fate}</th>
            </tr>
          </thead>
          <tbody>
            ${list.map((file) => this.#renderFile(file))}
          </tbody>
        </table>
        ${
          this.#list.length > list.length
            ? html`<button type="button" class="more" @click=${() => this.#more()}>
                ${t.space.moreFiles}
              </button>`
            : nothing
        }
      </div>`;
  }

  #renderFile({ path, layer, bytes, account, by }: LargeFile): TemplateResult {
    const { name, help } = t.space.account[account];
    return html`<tr>
      <td class="path">
        ${
          path === null
            ? html`<span class="dim">${t.space.noPath}</span>`
            : html`<button
                type="button"
                class="link"
                @click=${() => showFile(this.ws, path, layer)}
              >
                ${named(path)}
              </button>`
        }
      </td>
      <td class="end number">${f.bytes(bytes)}</td>
      <td>${chip(layer)}</td>
      <td class="fate" title=${help}>
        ${by === null ? name : html`${t.space.by(name)} ${chip(by)}`}
      </td>
    </tr>`;
  }

  #more(): void {
    this.#count += ROWS;
    this.requestUpdate();
  }
}

define("lamina-space-largest", SpaceLargest);
