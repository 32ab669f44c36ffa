import { LitElement, css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { warmUp } from "../api/open.js";
import { forgetLayers, rememberedLayers } from "../api/remembered.js";

import { copyButton } from "../element/copy.js";
import { icon } from "../element/icons.js";
import { define } from "../element/panel.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";

const COMMANDS = [
  { tool: "Docker", command: "docker save -o image.tar NAME" },
  { tool: "Podman", command: "podman save -o image.tar NAME" },
  { tool: "skopeo", command: "skopeo copy docker://NAME docker-archive:image.tar:NAME" },
] as const;

/** The first screen. Events: `archive-pick` and `folder-pick`, when a file or a folder shall be chosen. */
export class Welcome extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-height: 0;
        overflow: auto;
        padding: clamp(16px, 6vh, 72px) 16px 24px;
      }
      .page {
        max-width: 640px;
        margin: 0 auto;
        display: grid;
        gap: 24px;
      }
      h1 {
        font-size: clamp(20px, 4vw, 26px);
        line-height: 1.25;
        letter-spacing: -0.01em;
        font-weight: 680;
        text-wrap: balance;
      }
      .lead {
        font-size: 15px;
        color: var(--text-dim);
        text-wrap: pretty;
      }
      .intro {
        display: grid;
        gap: 8px;
      }
      button.drop {
        display: grid;
        justify-items: center;
        gap: 8px;
        width: 100%;
        padding: clamp(28px, 7vh, 56px) 16px;
        border: 2px dashed var(--line-strong);
        border-radius: 14px;
        background: var(--bg-side);
        white-space: normal;
        transition:
          border-color 120ms,
          background 120ms;
      }
      button.drop:hover,
      :host([dragging]) button.drop {
        border-color: var(--accent);
        background: var(--bg-chosen);
      }
      button.drop .icon {
        width: 34px;
        height: 34px;
        color: var(--accent);
        stroke-width: 1;
      }
      .big {
        font-size: 17px;
        font-weight: 620;
      }
      .folder {
        margin-top: 8px;
        text-align: center;
      }
      .safe {
        display: flex;
        justify-content: center;
        align-items: center;
        gap: 6px;
        color: var(--added);
        font-weight: 550;
      }
      .how {
        display: grid;
        gap: 8px;
      }
      li {
        display: grid;
        grid-template-columns: 64px minmax(0, 1fr) auto;
        align-items: center;
        gap: 8px;
        padding: 5px 6px 5px 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--bg-side);
      }
      ul {
        display: grid;
        gap: 6px;
      }
      code {
        overflow-wrap: anywhere;
      }
      @media (forced-colors: active) {
        button.drop {
          border: 2px dashed ButtonText;
        }
      }
    `,
  ];

  static override properties = { _remembered: { state: true } };

  /** Layers that the browser remembers from before. */
  declare _remembered: { layers: number; bytes: number } | null;

  constructor() {
    super();
    this._remembered = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    // When the page stands: whoever sees this is about to choose a file.
    setTimeout(() => this.isConnected && warmUp(), 100);
  }

  async #look(): Promise<void> {
    this._remembered = await rememberedLayers().catch(() => null);
  }

  async #forget(): Promise<void> {
    await forgetLayers();
    await this.#look();
  }

  #memory(): TemplateResult | typeof nothing {
    const { layers, bytes } = this._remembered ?? { layers: 0, bytes: 0 };
    if (layers === 0) return nothing;
    return html`<p class="dim memory">
      ${t.welcome.remembered(layers, f.bytes(bytes))}
      <button type="button" class="link" @click=${() => void this.#forget()}>
        ${t.welcome.forget}
      </button>
    </p>`;
  }

  override render(): TemplateResult {
    return html`<div class="page">
      <div class="intro">
        <h1>${t.welcome.title}</h1>
        <p class="lead">${t.welcome.lead}</p>
      </div>
      <div>
        <button
          type="button"
          class="drop"
          @click=${() => this.dispatchEvent(new CustomEvent("archive-pick"))}
        >
          ${icon("logo")}<span class="big">${t.welcome.drop}</span>
          <span class="dim">${t.welcome.choose}</span>
        </button>
        <p class="dim folder">
          ${t.welcome.orFolder}
          <button
            type="button"
            class="link"
            @click=${() => this.dispatchEvent(new CustomEvent("folder-pick"))}
          >
            ${t.welcome.folder}
          </button>
        </p>
      </div>
      <p class="safe">${icon("shield")}${t.welcome.safe}</p>
      <section class="how" aria-labelledby="how">
        <h2 id="how">${t.welcome.how}</h2>
        <ul>
          ${COMMANDS.map(
            ({ tool, command }) =>
              html`<li>
                <span>${tool}</span
                ><code>${command}</code>${copyButton(command, t.welcome.copy(tool))}
              </li>`,
          )}
        </ul>
        <p class="dim">${t.welcome.formats}</p>
      </section>
      ${this.#memory()}
    </div>`;
  }
}

define("lamina-welcome", Welcome);
