import { LitElement, css, html } from "lit";
import type { TemplateResult } from "lit";

import { base } from "../style/base.js";
import { t } from "../text/text.js";
import { icon } from "./icons.js";
import { define } from "./panel.js";

/** A button that puts a text on the clipboard and says so. */
export class CopyButton extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-flex;
      }
      button {
        color: var(--text-dim);
      }
      .done {
        color: var(--added);
      }
    `,
  ];

  static override properties = { label: {}, words: {} };

  /** What is copied; made when it is asked for if that is a function. */
  text: string | (() => string | Promise<string>) = "";
  /** Says what is copied: `Copy the id`. */
  declare label: string;
  /** Text on the button itself; a picture alone if empty. */
  declare words: string;
  #state: "" | "done" | "failed" = "";

  constructor() {
    super();
    this.label = t.copy.copy;
    this.words = "";
  }

  override render(): TemplateResult {
    const said = this.#state ? t.copy[this.#state] : "";
    return html`<button
        type="button"
        class="plain ${this.words ? "" : "icon"} ${this.#state}"
        title=${said || this.label}
        aria-label=${this.label}
        @click=${() => void this.#copy()}
      >
        ${icon(this.#state === "done" ? "done" : "copy")}${this.words}
      </button>
      <span class="heard" role="status">${said}</span>`;
  }

  async #copy(): Promise<void> {
    try {
      const text = typeof this.text === "function" ? await this.text() : this.text;
      await write(text, this.renderRoot as ShadowRoot);
      this.#state = "done";
    } catch {
      this.#state = "failed";
    }
    this.requestUpdate();
    setTimeout(() => {
      this.#state = "";
      this.requestUpdate();
    }, 2000);
  }
}

/** The clipboard's own interface exists on secure origins only; plain http in a LAN has the old way. */
async function write(text: string, root: ShadowRoot): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "heard";
  root.append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way here
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("refused");
}

define("lamina-copy", CopyButton);

/** A copy button in a template. */
export function copyButton(text: CopyButton["text"], label: string, words = ""): TemplateResult {
  return html`<lamina-copy .text=${text} .label=${label} .words=${words}></lamina-copy>`;
}
