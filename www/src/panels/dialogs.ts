import { LitElement, css, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";

import type { Problem } from "../api/types.js";
import { icon } from "../element/icons.js";
import { KEYS } from "../element/keys.js";
import { define } from "../element/panel.js";
import { named, note } from "../element/parts.js";
import { base } from "../style/base.js";
import { sentence } from "../text/format.js";
import { t } from "../text/text.js";
import { dialogStyles } from "./dialog-styles.js";

/** The same thing, and all places where it is so. */
interface Told extends Pick<Problem, "severity" | "message" | "help"> {
  places: string[];
}

/** A modal window: the keys, or the archive's problems. Event: `keys-switch` with a boolean. */
export class Dialog extends LitElement {
  static override styles = [
    base,
    dialogStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: 150px minmax(0, 1fr);
        gap: 5px 16px;
        align-items: baseline;
      }
      h3 {
        margin-bottom: 6px;
      }
      kbd {
        display: inline-block;
        min-width: 22px;
        padding: 0 6px;
        border: 1px solid var(--line-strong);
        border-radius: 4px;
        background: var(--bg-side);
        text-align: center;
        line-height: 20px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .where {
        overflow-wrap: anywhere;
      }
    `,
  ];

  static override properties = {
    shown: {},
    problems: { attribute: false },
    keysOn: { attribute: false },
  };

  declare shown: "" | "help" | "problems";
  declare problems: Problem[];
  declare keysOn: boolean;

  constructor() {
    super();
    this.shown = "";
    this.problems = [];
    this.keysOn = true;
  }

  override render(): TemplateResult {
    const help = this.shown === "help";
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new CustomEvent("dialog-close"))}
      @click=${(event: MouseEvent) => this.#outside(event)}
    >
      ${
        this.shown === ""
          ? nothing
          : html`<div class="head">
                <h2 id="title">${help ? t.help.title : t.problems.title}</h2>
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
              <div class="body" tabindex="0" role="region" aria-labelledby="title">
                ${help ? this.#renderKeys() : together(this.problems).map((told) => this.#renderProblem(told))}
              </div>`
      }
    </dialog>`;
  }

  #renderKeys(): TemplateResult {
    return html`${KEYS.map(
        ({ title, keys }) =>
          html`<section>
            <h3>${title}</h3>
            <dl>
              ${keys.map(
                ([names, text]) =>
                  html`<dt>${names.map((name) => html`<kbd>${name}</kbd> `)}</dt>
                    <dd>${text}</dd>`,
              )}
            </dl>
          </section>`,
      )}
      <label
        ><input
          type="checkbox"
          .checked=${this.keysOn}
          @change=${(event: Event) =>
            this.dispatchEvent(
              new CustomEvent("keys-switch", {
                detail: (event.target as HTMLInputElement).checked,
              }),
            )}
        />${t.help.on}</label
      >`;
  }

  #renderProblem({ severity, message, help, places }: Told): TemplateResult {
    return note(
      severity,
      html`<strong>${sentence(message)}</strong>
        ${places.map((place) => html`<div class="mono where">${named(place)}</div>`)}
        ${help ? html`<div class="dim">${help}</div>` : nothing}`,
    );
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("shown")) return;
    if (this.shown && !this.#dialog?.open) this.#dialog?.showModal();
    if (!this.shown && this.#dialog?.open) this.#dialog.close();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  #outside(event: MouseEvent): void {
    const dialog = this.#dialog;
    if (dialog && event.composedPath()[0] === dialog) dialog.close();
  }
}

/** What is said of many layers is said once. */
function together(problems: readonly Problem[]): Told[] {
  const told = new Map<string, Told>();
  for (const { severity, message, help, where } of problems) {
    const key = JSON.stringify([severity, message, help]);
    const same = told.get(key) ?? { severity, message, help, places: [] };
    if (where) same.places.push(where);
    told.set(key, same);
  }
  return [...told.values()];
}

define("lamina-dialog", Dialog);
