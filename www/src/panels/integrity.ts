import { css, html } from "lit";
import type { TemplateResult } from "lit";

import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { count } from "../element/workspace.js";
import { base } from "../style/base.js";
import { sentence } from "../text/format.js";
import { t } from "../text/text.js";

/** Whether the archive's bytes are what its digests say: asked for here, and answered. */
export class Integrity extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        min-height: 44px;
        padding: 6px 12px;
        border-top: 1px solid var(--line);
        font-size: 12px;
      }
      .said {
        flex: 1;
        display: flex;
        align-items: start;
        gap: 6px;
        min-width: 0;
        text-wrap: pretty;
      }
      .said .icon {
        margin-top: 1px;
      }
      .good .icon {
        color: var(--added);
      }
      .bad .icon {
        color: var(--deleted);
      }
      .mild .icon {
        color: var(--modified);
      }
      progress {
        flex: 1;
        min-width: 60px;
      }
    `,
  ];

  override render(): TemplateResult {
    const { checking } = this.ws;
    switch (checking.state) {
      case "none":
        return html`${this.#unasked()}${this.#button()}`;
      case "running": {
        const { bytes = 0, totalBytes = 0 } = checking.progress ?? {};
        return html`<progress
            max="1"
            .value=${totalBytes > 0 ? bytes / totalBytes : 0}
            aria-label=${t.integrity.running}
          ></progress>
          <span class="dim">${t.integrity.running}</span>
          <button type="button" class="plain" @click=${() => checking.abort.abort()}>
            ${t.progress.stop}
          </button>`;
      }
      case "failed":
        return html`<span class="said bad"
            >${icon("warning")}${sentence(checking.error.message)}</span
          >${this.#button()}`;
      case "done": {
        const counts = count(checking.found);
        const rest = counts.absent + counts.unread + counts.unchecked;
        const kind = counts.wrong > 0 ? "bad" : rest > 0 ? "mild" : "good";
        return html`<span class="said ${kind}"
          >${icon(kind === "good" ? "shield" : kind === "bad" ? "warning" : "info")}<span
            >${t.integrity.outcome(counts)}</span
          ></span
        >`;
      }
    }
  }

  /** What was checked in the background. */
  #unasked(): TemplateResult {
    const states = this.ws.layers.map(({ verified }) => verified);
    if (states.includes("wrong")) {
      return html`<span class="said bad">${icon("warning")}${t.integrity.wrong}</span>`;
    }
    if (states.length > 0 && states.every((state) => state === "verified")) {
      return html`<span class="said good">${icon("shield")}${t.integrity.layers}</span>`;
    }
    return html`<span class="said dim">${t.integrity.unknown}</span>`;
  }

  #button(): TemplateResult {
    return html`<button
      type="button"
      title=${t.integrity.checkTitle}
      @click=${() => void this.ws.check()}
    >
      ${icon("shield")}${t.integrity.check}
    </button>`;
  }
}

define("lamina-integrity", Integrity);
