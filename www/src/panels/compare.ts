import { css, html } from "lit";
import type { TemplateResult } from "lit";

import { Panel, define } from "../element/panel.js";
import { base } from "../style/base.js";
import { t } from "../text/text.js";

export class Compare extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow: auto;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<h2>${t.tabs.compare}</h2>`;
  }
}

define("lamina-compare", Compare);
