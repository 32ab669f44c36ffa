/** The states on the way to an open archive, and the screens of two of them. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { LaminaError } from "../api/error.js";
import type { Progress } from "../api/types.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { icon } from "./icons.js";
import { named, note } from "./parts.js";

export type Opening =
  | { state: "none" }
  | {
      state: "opening";
      name: string;
      remote: boolean;
      progress: Progress | null;
      abort: AbortController;
    }
  | { state: "failed"; name: string; error: LaminaError }
  | { state: "open" };

export function openingScreen({
  name,
  remote,
  progress,
  abort,
}: Opening & { state: "opening" }): TemplateResult {
  const done = progress?.bytes ?? 0;
  const total = progress?.totalBytes ?? 0;
  const say = remote ? t.open.downloading : t.open.read;
  return html`<div class="stage">
    <h1>${t.open.reading(visible(name))}</h1>
    <progress max="1" .value=${total > 0 ? done / total : 0} aria-label=${t.open.title}></progress>
    <p class="dim number" role="status">
      ${done > 0 && total > 0 ? say(f.bytes(done), f.bytes(total)) : t.open.looking}
    </p>
    <div class="actions">
      <button type="button" @click=${() => abort.abort()}>${t.cancel}</button>
    </div>
  </div>`;
}

export function failedScreen(
  { name, error: { message, where, help } }: Opening & { state: "failed" },
  openAnother: () => void,
  close: () => void,
): TemplateResult {
  return html`<div class="stage" role="alert">
    <h1>${t.open.failed(visible(name))}</h1>
    ${note(
      "error",
      html`<strong>${sentence(message)}</strong>
        ${where ? html`<div class="dim where">${t.open.where}: ${named(where)}</div>` : nothing}
        ${help ? html`<div>${help}</div>` : nothing}`,
    )}
    <div class="actions">
      <button type="button" class="primary" @click=${openAnother}>
        ${icon("open")}${t.open.another}
      </button>
      <button type="button" @click=${close}>${t.close}</button>
    </div>
  </div>`;
}
