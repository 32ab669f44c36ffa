import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Dockerfile } from "../api/insight-types.js";
import type { Image } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import { download } from "../element/download.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, note } from "../element/parts.js";
import { working } from "../element/question.js";
import type { Question } from "../element/question.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { visibleLines } from "../text/visible.js";
import { baseRows, paint, textRows } from "./dockerfile-rows.js";
import type { DockerfileRow } from "./dockerfile-rows.js";
import { dockerfileStyles } from "./dockerfile-styles.js";

/** Rows shown at first, and added by each "show more". */
const WINDOW = 400;

/** The Dockerfile that the image may have been made by. */
export class DockerfileView extends Panel {
  static override styles = [base, dockerfileStyles];

  #image: Image | null = null;
  #made: { of: Dockerfile; rows: DockerfileRow[]; below: DockerfileRow[] } | null = null;
  #shown = WINDOW;
  #shownBelow = WINDOW;
  #baseOpen = false;

  get #question(): Question<Dockerfile> {
    return this.ws.question<Dockerfile>("dockerfile");
  }

  override willUpdate(): void {
    const { image } = this.ws;
    if (image !== this.#image) {
      this.#image = image;
      this.#baseOpen = false;
      this.#shown = this.#shownBelow = WINDOW;
      // Once: whoever stops it does not want it to start again.
      if (image && this.#question.asked.state === "none") this.#ask(image);
    }
    const { answer } = this.#question;
    if (answer === this.#made?.of) return;
    this.#made = answer ? { of: answer, rows: textRows(answer), below: baseRows(answer) } : null;
  }

  #ask(image: Image): void {
    void this.#question.ask((options) => image.dockerfile(options));
  }

  override render(): TemplateResult | typeof nothing {
    const image = this.#image;
    if (!image) return nothing;
    const made = this.#made;
    if (!made) {
      return html`${working(this.#question, t.dockerfile.making)}
      ${
        this.#question.asked.state === "running"
          ? nothing
          : html`<p class="again">
              <button type="button" @click=${() => this.#ask(image)}>${t.dockerfile.make}</button>
            </p>`
      }`;
    }
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t.dockerfile.label}>
      ${this.#renderHead(made.of)}
      <ol>
        ${made.rows.slice(0, this.#shown).map((row, index) => {
          const last = made.rows[index + 1]?.line !== row.line;
          const from = row.line.origin === "from" && last && made.below.length > 0;
          return html`${this.#renderRow(row)}${from ? this.#renderBase(made.below) : nothing}`;
        })}
      </ol>
      ${more(made.rows.length - this.#shown, () => (this.#shown += WINDOW), this)}
    </div>`;
  }

  #renderHead({ text, lines }: Dockerfile): TemplateResult {
    const marked = lines.some(({ unknown }) => unknown);
    return html`<div class="head">
      ${note(
        "info",
        html`<div>${t.dockerfile.remark}</div>
          ${marked ? html`<div class="legend">${sign()}${t.dockerfile.marks}</div>` : nothing}
          <details>
            <summary>${t.dockerfile.untold}</summary>
            <ul>
              ${t.dockerfile.untoldList.map((one) => html`<li>${one}</li>`)}
            </ul>
          </details>`,
      )}
      <div class="buttons">
        ${copyButton(text, t.dockerfile.copy, t.copy.copy)}
        <button
          type="button"
          class="plain"
          aria-label=${t.dockerfile.download}
          title=${t.dockerfile.download}
          @click=${() => download(new Blob([text]), "Dockerfile")}
        >
          ${icon("download")}${t.dockerfile.downloadWord}
        </button>
      </div>
    </div>`;
  }

  #renderRow(row: DockerfileRow): TemplateResult {
    const { line, number, first, head } = row;
    return html`<li
      class="row ${first ? "first" : ""} ${line.unknown ? "unknown" : ""} ${line.origin}"
    >
      <span class="made">${head ? this.#renderLayer(line.layer) : nothing}</span>
      <span class="sign">${head && line.unknown ? sign() : nothing}</span>
      <span class="no" aria-hidden="true">${number ?? ""}</span>
      <code
        >${paint(row).map(({ text, kind }) =>
          kind
            ? html`<span class=${`is-${kind}`}>${visibleLines(text)}</span>`
            : visibleLines(text),
        )}</code
      >
    </li>`;
  }

  #renderLayer(layer: number | null): TemplateResult | typeof nothing {
    if (layer === null) return nothing;
    const size = this.ws.layers[layer]?.contentSize;
    const label = t.history.go(layer + 1);
    return html`<button
        type="button"
        class="plain"
        title=${label}
        aria-label=${label}
        @click=${() => this.ws.goChanges(layer)}
      >
        ${chip(layer)}</button
      ><span class="size number"
        >${size === null || size === undefined ? "" : f.bytes(size)}</span
      >`;
  }

  /** What `FROM` stands for, folded: it is not in the text. */
  #renderBase(below: readonly DockerfileRow[]): TemplateResult {
    const heads = below.filter(({ head }) => head);
    const layers = heads.flatMap(({ line: { layer } }) => (layer === null ? [] : [layer]));
    const sizes = layers.map((layer) => this.ws.layers[layer]?.contentSize ?? 0);
    const size = f.bytes(sizes.reduce((sum, one) => sum + one, 0));
    return html`<li class="fold">
      <button
        type="button"
        class="plain"
        aria-expanded=${this.#baseOpen}
        @click=${() => this.#set(() => (this.#baseOpen = !this.#baseOpen))}
      >
        ${icon("twisty", this.#baseOpen ? "open" : "")}${t.dockerfile.base(heads.length)}
        <span class="dim">${t.dockerfile.baseLayers(layers.length, size)}</span>
      </button>
      ${
        this.#baseOpen
          ? html`<ol class="below">
                ${below.slice(0, this.#shownBelow).map((row) => this.#renderRow(row))}
              </ol>
              ${more(below.length - this.#shownBelow, () => (this.#shownBelow += WINDOW), this)}`
          : nothing
      }
    </li>`;
  }

  #set(change: () => unknown): void {
    change();
    this.requestUpdate();
  }
}

/** A sign at what is not known in full. */
function sign(): TemplateResult {
  return html`<span class="letter modified" title=${t.dockerfile.unknown}
    ><span aria-hidden="true">?</span><span class="heard">${t.dockerfile.unknown}</span></span
  >`;
}

function more(
  left: number,
  show: () => unknown,
  view: DockerfileView,
): TemplateResult | typeof nothing {
  if (left <= 0) return nothing;
  return html`<p class="more">
    <button
      type="button"
      @click=${() => {
        show();
        view.requestUpdate();
      }}
    >
      ${t.preview.more}</button
    ><span class="dim">${t.dockerfile.left(f.integer(left), left)}</span>
  </p>`;
}

define("lamina-dockerfile", DockerfileView);
