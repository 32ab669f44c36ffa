/** A secret that was found: masked, until somebody wants to see it. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Certainty, Secret } from "../api/insight-types.js";
import { copyButton } from "../element/copy.js";
import { icon } from "../element/icons.js";
import type { IconName } from "../element/icons.js";
import { chip, named } from "../element/parts.js";
import type { Workspace } from "../element/workspace.js";
import { t } from "../text/text.js";
import { visible, visibleLines } from "../text/visible.js";
import { stepText, whereabouts } from "./secret-place.js";

export interface SecretContext {
  ws: Workspace;
  /** Steps whose commands must not be shown. */
  masked: ReadonlySet<number>;
  /** The secret, if it is to be seen now. */
  shown: string | undefined;
  toggle: () => void;
  reveal: () => Promise<string>;
}

const s = t.secrets;

const PICTURES: Record<Certainty, IconName> = {
  certain: "warning",
  likely: "warning",
  possible: "help",
  example: "info",
};

/** How sure it is, as picture and word. */
export function certaintyMark(certainty: Certainty): TemplateResult {
  return html`<span class="mark ${certainty}"
    >${icon(PICTURES[certainty])}${s.group[certainty]}</span
  >`;
}

export function secretRow(secret: Secret, context: SecretContext): TemplateResult {
  const { ws, masked, shown, toggle, reveal } = context;
  const { title, note, certainty } = secret;
  const { text, layer, hidden, go } = whereabouts(secret, ws);
  return html`<li class="secret">
    ${certaintyMark(certainty)}
    <div class="what">
      <strong>${named(title)}</strong>
      ${note ? html`<span class="dim">${named(note)}</span>` : nothing}
    </div>
    <div class="where">
      <button type="button" class="link mono" @click=${go}>${named(text)}</button>
      ${
        layer === null
          ? nothing
          : html`<div class="step">
              ${chip(layer)}<span class="clip dim">${visible(stepText(ws, layer, masked))}</span>
            </div>`
      }
      ${
        secret.steps.length > 0
          ? html`<div class="dim">${s.alsoInSteps(secret.steps.map((step) => step + 1))}</div>`
          : nothing
      }
      ${
        hidden && layer !== null
          ? html`<div class="hidden">${icon("info")}${s.hidden(layer + 1)}</div>`
          : nothing
      }
    </div>
    <div class="value">
      <code>${named(secret.masked)}</code>
      <button
        type="button"
        class="plain icon"
        aria-pressed=${shown !== undefined}
        aria-label=${s.showTitle(visible(title))}
        title=${s.showTitle(visible(title))}
        @click=${toggle}
      >
        ${icon("eye")}
      </button>
      ${copyButton(reveal, s.copy(visible(title)))}
    </div>
    ${
      shown === undefined
        ? nothing
        : html`<pre class="shown" tabindex="0"><bdi>${visibleLines(shown)}</bdi></pre>`
    }
  </li>`;
}
