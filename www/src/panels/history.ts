import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { HistoryStep } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, note, segments } from "../element/parts.js";
import type { Place } from "../element/workspace.js";
import { base } from "../style/base.js";
import { shortId } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible, visibleLines } from "../text/visible.js";
import { tableHead } from "../style/shared.js";

type Commands = "readable" | "short" | "full";

/** How the image was made: the rows of `docker history`, each tied to its layer. */
export class History extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        container: history / inline-size;
      }
      .tools {
        flex: none;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 14px;
        padding: 6px 10px;
        border-bottom: 1px solid var(--line);
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 24px;
      }
      .scroll {
        flex: 1;
        overflow: auto;
        min-height: 0;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th {
        ${tableHead}
      }
      td {
        padding: 6px 8px;
        border-bottom: 1px solid var(--line);
        vertical-align: top;
      }
      td:first-child,
      th:first-child {
        padding-inline-start: 12px;
      }
      .by {
        width: 100%;
        min-width: 220px;
      }
      .size {
        text-align: end;
      }
      tr.empty td {
        color: var(--text-dim);
      }
      tr.chosen td {
        background: var(--bg-chosen);
      }
      pre {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        max-height: 30lh;
        overflow: auto;
        line-height: 1.5;
      }
      td code {
        white-space: pre-wrap;
      }
      .word {
        display: inline-block;
        margin-inline-end: 6px;
        padding: 0 5px;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--bg-side);
        color: var(--text-dim);
        font: 600 11px/17px var(--lamina-mono);
      }
      .exact {
        margin-top: 6px;
        padding: 6px 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--bg-code);
        color: var(--text);
      }
      .row {
        display: flex;
        gap: 2px;
        align-items: start;
      }
      .row > :first-child {
        flex: 1;
        min-width: 0;
      }
      .note {
        margin: 10px;
      }
      .none {
        padding: 16px;
        color: var(--text-dim);
      }
      td .plain {
        font-size: 12px;
        color: var(--text-dim);
      }
      @container history (max-width: 640px) {
        .comment,
        .id {
          display: none;
        }
        td,
        th {
          padding-inline: 5px;
        }
        .by {
          min-width: 140px;
        }
      }
    `,
  ];

  #commands: Commands = "readable";
  #exactNumbers = false;
  #hideEmpty = false;
  #opened = new Set<number>();
  #of: unknown = null;
  /** The script of the Dockerfile's view was asked for; and did not load. */
  #asked = false;
  #notLoaded = false;

  override render(): TemplateResult {
    const { image } = this.ws;
    if (image !== this.#of) {
      this.#of = image;
      this.#opened.clear();
    }
    const steps = image?.history() ?? [];
    const empty = steps.filter((step) => step.empty).length;
    const dockerfile = this.ws.place.history === "dockerfile";
    return html`<div class="tools">
        ${segments<Place["history"]>(
          t.history.view,
          [
            { value: "steps", text: t.history.steps },
            { value: "dockerfile", text: t.history.dockerfile },
          ],
          this.ws.place.history,
          (history) => this.ws.go({ history }),
        )}
        ${dockerfile ? nothing : this.#renderTools(empty)}
      </div>
      ${dockerfile ? this.#renderDockerfile() : this.#renderSteps(steps)}`;
  }

  /** The element comes to life when its script is there. */
  #renderDockerfile(): TemplateResult {
    if (!this.#asked) {
      this.#asked = true;
      import("./dockerfile.js").catch(() => this.#set(() => (this.#notLoaded = true)));
    }
    return this.#notLoaded
      ? note("error", t.ask.notLoaded)
      : html`<lamina-dockerfile .ws=${this.ws}></lamina-dockerfile>`;
  }

  #renderTools(empty: number): TemplateResult {
    return html`${segments<Commands>(
      t.history.commands,
      [
        { value: "readable", text: t.history.readable },
        { value: "short", text: t.history.short, title: t.history.shortTitle },
        { value: "full", text: t.history.full, title: t.history.fullTitle },
      ],
      this.#commands,
      (value) => this.#set(() => (this.#commands = value)),
    )}
    ${segments(
      t.history.numbers,
      [
        { value: "human", text: t.history.human },
        { value: "exact", text: t.history.exact },
      ],
      this.#exactNumbers ? "exact" : "human",
      (value) => this.#set(() => (this.#exactNumbers = value === "exact")),
    )}
    ${
      empty === 0
        ? nothing
        : html`<label
            ><input
              type="checkbox"
              .checked=${this.#hideEmpty}
              @change=${() => this.#set(() => (this.#hideEmpty = !this.#hideEmpty))}
            />${t.history.hideEmpty(empty)}</label
          >`
    }`;
  }

  #renderSteps(steps: readonly HistoryStep[]): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t.history.title}>
      ${
        steps.length === 0
          ? html`<p class="none">${t.history.none}</p>`
          : html`<table>
              <thead>
                <tr>
                  <th class="id" scope="col">${t.history.image}</th>
                  <th scope="col">${t.history.layer}</th>
                  <th scope="col">${t.history.created}</th>
                  <th class="by" scope="col">${t.history.createdBy}</th>
                  <th class="size" scope="col">${t.history.size}</th>
                  <th class="comment" scope="col">${t.history.comment}</th>
                </tr>
              </thead>
              <tbody>
                ${steps.map((step, index) =>
                  step.empty && this.#hideEmpty ? nothing : this.#renderStep(step, index),
                )}
              </tbody>
            </table>`
      }
    </div>`;
  }

  #renderStep(step: HistoryStep, index: number): TemplateResult {
    const { layer } = step;
    const chosen = layer !== null && layer === this.ws.layer;
    return html`<tr class="${step.empty ? "empty" : ""} ${chosen ? "chosen" : ""}">
      <td class="id mono">${step.id.startsWith("<") ? step.id : shortId(step.id)}</td>
      <td>
        ${
          layer === null
            ? html`<span title=${t.history.emptyTitle}>${t.history.empty}</span>`
            : html`<button
                type="button"
                class="plain"
                title=${t.history.go(layer + 1)}
                aria-label=${t.history.go(layer + 1)}
                @click=${() => this.ws.goChanges(layer)}
              >
                ${chip(layer)}
              </button>`
        }
      </td>
      <td class="number" title=${step.created === null ? nothing : visible(step.created)}>
        ${
          step.created === null
            ? t.none
            : this.#exactNumbers
              ? visible(step.created)
              : visible(step.createdSince || f.stamp(step.created))
        }
      </td>
      <td class="by">${this.#renderCommand(step, index)}</td>
      <td class="size number">
        ${
          step.size === null
            ? t.waiting
            : this.#exactNumbers
              ? f.integer(step.size)
              : step.sizeHuman || f.bytes(step.size)
        }
      </td>
      <td class="comment"><bdi>${visible(step.comment)}</bdi></td>
    </tr>`;
  }

  #renderCommand(step: HistoryStep, index: number): TemplateResult {
    if (this.#commands === "short")
      return html`<code><bdi>${visible(step.createdByShort)}</bdi></code>`;
    if (this.#commands === "full")
      return html`<pre><bdi>${visibleLines(step.createdBy)}</bdi></pre>`;
    const open = this.#opened.has(index);
    const { instruction, command } = step;
    // Most commands carry their instruction; then it is lifted out of them.
    const rest =
      instruction && command.startsWith(`${instruction} `)
        ? command.slice(instruction.length + 1)
        : command;
    return html`<div class="row">
        <pre><bdi>${
          instruction ? html`<span class="word">${instruction}</span>` : nothing
        }${visibleLines(rest) || t.layers.noCommand}</bdi></pre>
        ${
          step.createdBy
            ? html`<button
                type="button"
                class="plain icon"
                aria-expanded=${open}
                aria-label=${t.history.exactTextTitle}
                title=${t.history.exactTextTitle}
                @click=${() =>
                  this.#set(() => (open ? this.#opened.delete(index) : this.#opened.add(index)))}
              >
                ${icon("code")}
              </button>`
            : nothing
        }
      </div>
      ${
        open
          ? html`<div class="exact row">
              <pre><bdi>${visibleLines(step.createdBy)}</bdi></pre>
              ${copyButton(step.createdBy, t.history.copyExact)}
            </div>`
          : nothing
      }`;
  }

  #set(change: () => unknown): void {
    change();
    this.requestUpdate();
  }
}

define("lamina-history", History);
