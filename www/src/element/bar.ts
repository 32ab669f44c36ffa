import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Archive } from "../api/types.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { icon } from "./icons.js";
import { Panel, define } from "./panel.js";
import { named } from "./parts.js";

export type Theme = "" | "light" | "dark";

/**
 * The bar above everything: which archive, how far its reading is, what is wrong with it.
 * Events: `bar-open`, `bar-help`, `bar-problems`, and `bar-theme` with the theme that is wished.
 */
export class Bar extends Panel {
  static override styles = [
    base,
    css`
      header {
        display: flex;
        align-items: center;
        gap: 6px 10px;
        min-height: 46px;
        padding: 5px 10px;
        border-bottom: 1px solid var(--line);
        background: var(--bg-side);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 8px;
        font-weight: 700;
        font-size: 15px;
        letter-spacing: -0.01em;
      }
      .brand .icon {
        width: 20px;
        height: 20px;
        color: var(--accent);
      }
      .archive {
        display: grid;
        min-width: 0;
        margin-inline-start: 4px;
        line-height: 1.3;
      }
      h1 {
        font-size: 13px;
        font-weight: 600;
      }
      .archive .dim {
        font-size: 12px;
      }
      .space {
        flex: 1;
      }
      .problems .icon {
        color: var(--modified);
      }
      .problems.bad .icon {
        color: var(--deleted);
      }
      .progress {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: 12px;
      }
      progress {
        width: 120px;
        height: 8px;
        accent-color: var(--accent-fill);
      }
      .menu {
        display: none;
      }
      :host([width="narrow"]) .menu {
        display: inline-flex;
      }
      :host([width="narrow"]) .brand span,
      :host([width="narrow"]) .wide {
        display: none;
      }
      :host([width="narrow"]) header {
        gap: 4px;
        padding: 4px 6px;
      }
      /* Over what is below rather than pushing it away. */
      :host([width="narrow"]) .progress {
        position: absolute;
        inset: auto 0 0;
        z-index: 8;
        padding: 4px 10px;
        border-top: 1px solid var(--line);
        background: var(--bg-side);
      }
      :host([width="narrow"]) progress {
        flex: 1;
      }
      @media print {
        button {
          display: none;
        }
      }
    `,
  ];

  static override properties = { theme: {}, width: { reflect: true } };

  declare theme: Theme;
  declare width: string;

  constructor() {
    super();
    this.theme = "";
    this.width = "wide";
  }

  override render(): TemplateResult {
    const { archive } = this.ws;
    return html`<header>
      ${archive ? this.#renderMenu() : nothing}
      <div class="brand">${icon("logo")}<span>${t.name}</span></div>
      ${
        archive
          ? html`<div class="archive">
              <h1 class="clip">${named(archive.name || t.unnamed)}</h1>
              <div class="dim clip">
                ${archive.formatName} ·
                ${archive.compression === "none" ? "" : `${t.compression[archive.compression]} · `}${f.bytes(archive.size)}
              </div>
            </div>`
          : nothing
      }
      <span class="space"></span>
      ${archive ? html`${this.#renderProgress()} ${this.#renderProblems(archive)}` : nothing}
      ${
        archive && archive.images.length > 0
          ? html`<button
              type="button"
              title=${t.report.buttonTitle}
              aria-label=${t.report.buttonTitle}
              @click=${() => this.#tell("bar-report")}
            >
              ${icon("report")}<span class="wide">${t.report.button}</span>
            </button>`
          : nothing
      }
      ${
        archive
          ? html`<button
              type="button"
              title=${t.bar.openTitle}
              aria-label=${t.bar.openTitle}
              @click=${() => this.#tell("bar-open")}
            >
              ${icon("open")}<span class="wide">${t.bar.open}</span>
            </button>`
          : nothing
      }
      ${this.#renderTheme()}
      <button
        type="button"
        class="plain icon"
        aria-label=${t.bar.help}
        title=${t.bar.help}
        @click=${() => this.#tell("bar-help")}
      >
        ${icon("help")}
      </button>
    </header>`;
  }

  #renderMenu(): TemplateResult {
    return html`<button
      type="button"
      class="plain icon menu"
      aria-label=${t.bar.images}
      title=${t.bar.images}
      aria-expanded=${this.ws.sideOpen}
      @click=${() => this.ws.toggleSide()}
    >
      ${icon("menu")}
    </button>`;
  }

  #renderTheme(): TemplateResult {
    const theme = this.theme || "auto";
    const next: Theme = ({ auto: "light", light: "dark", dark: "" } as const)[theme];
    return html`<button
      type="button"
      class="plain icon"
      aria-label=${t.bar.theme[theme]}
      title=${t.bar.theme[theme]}
      @click=${() => this.#tell("bar-theme", next)}
    >
      ${icon(theme)}
    </button>`;
  }

  #renderProblems({ problems }: Archive): TemplateResult | typeof nothing {
    if (problems.length === 0) return nothing;
    const bad = problems.some(({ severity }) => severity === "error");
    const mild = problems.every(({ severity }) => severity === "info");
    return html`<button
      type="button"
      class="plain problems ${bad ? "bad" : ""}"
      title=${t.problems.title}
      @click=${() => this.#tell("bar-problems")}
    >
      ${icon(mild ? "info" : "warning")}${t.bar.problems(problems.length)}
    </button>`;
  }

  /** Here, where nothing moves when it comes and goes. */
  #renderProgress(): TemplateResult | typeof nothing {
    const { progress, stopped } = this.ws;
    if (!progress || progress.layers >= progress.totalLayers) return nothing;
    const { layers, totalLayers, bytes, totalBytes } = progress;
    if (stopped) {
      return html`<div class="progress number">${t.progress.partly(layers, totalLayers)}</div>`;
    }
    return html`<div class="progress">
      <span class="number">${t.progress.layers(layers, totalLayers)}</span>
      <progress
        max="1"
        .value=${totalBytes > 0 ? bytes / totalBytes : 0}
        aria-label=${t.progress.label}
      ></progress>
      <button type="button" class="plain" @click=${() => this.ws.stop()}>${t.progress.stop}</button>
    </div>`;
  }

  #tell(name: string, detail?: Theme): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

define("lamina-bar", Bar);
