import { LitElement, css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Report as Facts } from "../api/insight-types.js";
import { download } from "../element/download.js";
import { icon } from "../element/icons.js";
import { define } from "../element/panel.js";
import { Question, working } from "../element/question.js";
import type { Workspace } from "../element/workspace.js";
import { markdown } from "../report/markdown.js";
import { page } from "../report/page.js";
import { summarise } from "../report/summary.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { dialogStyles } from "./dialog-styles.js";

const FORMS = ["html", "markdown", "json"] as const;
type Form = (typeof FORMS)[number];
const ENDINGS: Record<Form, string> = { html: "html", markdown: "md", json: "json" };

/** Makes a report of the image at hand, in a modal window. Event: `report-close`. */
export class Report extends LitElement {
  static override styles = [
    base,
    dialogStyles,
    css`
      fieldset {
        display: grid;
        gap: 6px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .working {
        padding: 0;
      }
    `,
  ];

  static override properties = { ws: { attribute: false } };

  declare ws: Workspace | undefined;
  #form: Form = "html";
  #said = "";
  readonly #question = new Question<Facts>(() => this.requestUpdate());

  override render(): TemplateResult {
    const running = this.#question.asked.state === "running";
    const size = this.ws?.layers.reduce((sum, { unpacked }) => sum + (unpacked ?? 0), 0) ?? 0;
    return html`<dialog aria-labelledby="title" @close=${() => this.#closed()}>
      <div class="head">
        <h2 id="title">${t.report.heading}</h2>
        <button
          type="button"
          class="plain icon"
          aria-label=${t.close}
          title=${t.close}
          @click=${() => this.#dialog?.close()}
        >
          ${icon("close")}
        </button>
      </div>
      <div class="body">
        <p>${t.report.what(f.bytes(size))}</p>
        <fieldset ?disabled=${running}>
          <legend><h3>${t.report.form}</h3></legend>
          ${FORMS.map(
            (form) =>
              html`<label
                ><input
                  type="radio"
                  name="form"
                  .checked=${form === this.#form}
                  @change=${() => (this.#form = form)}
                />${t.report.forms[form]}</label
              >`,
          )}
        </fieldset>
        ${
          running
            ? nothing
            : html`<div>
                <button type="button" class="primary" @click=${() => void this.#make()}>
                  ${icon("download")}${t.report.make}
                </button>
              </div>`
        }
        ${working(this.#question, t.report.making)}
        <p role="status">${this.#said}</p>
      </div>
    </dialog>`;
  }

  override firstUpdated(): void {
    this.#dialog?.showModal();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  #closed(): void {
    this.#question.stop();
    this.dispatchEvent(new CustomEvent("report-close"));
  }

  async #make(): Promise<void> {
    const image = this.ws?.image;
    if (!image) return;
    this.#said = "";
    // Another form of what is known takes no reading.
    if (!this.#question.answer) await this.#question.ask((options) => image.report(options));
    const report = this.#question.answer;
    if (!report) return;
    const stem = (image.references[0] ?? image.id.slice(7, 19)).replace(/[^\w.-]+/g, "-");
    const name = `${stem}-report.${ENDINGS[this.#form]}`;
    download(new Blob([written(report, this.#form)]), name);
    this.#said = t.report.ready(name);
    this.requestUpdate();
  }
}

function written(report: Facts, form: Form): string {
  switch (form) {
    case "json":
      return `${JSON.stringify(report, null, 2)}\n`;
    case "markdown":
      return markdown(summarise(report), t.report.more);
    case "html":
      return page(summarise(report), "en", t.report.more);
  }
}

define("lamina-report", Report);
