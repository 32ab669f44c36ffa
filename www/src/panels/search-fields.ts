/** The form of a search. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { icon } from "../element/icons.js";
import { segments } from "../element/parts.js";
import { sentence } from "../text/format.js";
import { t } from "../text/text.js";
import { KINDS, SAVED, WHATS, kindOf } from "./search-form.js";
import type { Form, Kind, Scope, What } from "./search-form.js";
import type { Fault } from "./search-run.js";

export interface FieldsContext {
  fault: Fault | null;
  /** The layer that the view is as of, and how many there are. */
  layer: number;
  layers: number;
  /** Something was typed or chosen. */
  fill: (form: Partial<Form>) => void;
  /** Something was pressed that is a search by itself. */
  run: (form: Partial<Form>) => void;
}

export function searchFields(form: Form, context: FieldsContext): TemplateResult {
  const { what } = form;
  return html`<div class="line">
      ${segments<What>(
        t.search.what,
        WHATS.map((value) => ({ value, text: t.search[value] })),
        what,
        (value) => context.fill({ what: value }),
      )}
      ${context.layers > 1 ? scopeSegments(form, context) : nothing}
    </div>
    <div class="line">
      ${
        what === "permissions"
          ? savedButtons(form, context)
          : html`${mainField(form, context)}
              <button type="submit" class="primary">${t.search.start}</button>`
      }
      ${what === "name" || what === "content" ? kindSegments(what, form, context) : nothing}
    </div>
    ${helpLine(form, context)}
    ${what === "name" || what === "content" ? options(what, form, context) : nothing}`;
}

function scopeSegments(form: Form, { layer, layers, fill, run }: FieldsContext): TemplateResult {
  return segments<Scope>(
    t.search.scope,
    [
      {
        value: "merged",
        text: t.search.merged(layer + 1, layers),
        title: t.search.mergedTitle,
      },
      { value: "layers", text: t.search.layers, title: t.search.layersTitle },
    ],
    form.scope,
    (scope) => (form.what === "permissions" && form.saved ? run({ scope }) : fill({ scope })),
  );
}

function mainField(form: Form, { fault, fill }: FieldsContext): TemplateResult {
  const { what } = form;
  const key = what === "sha256" ? "digest" : "text";
  const label = what === "permissions" ? "" : t.search.field[what];
  const pattern = kindOf(form) !== "text";
  return html`<div class="field ${pattern ? "pattern" : ""}">
    ${icon("search")}
    <input
      id="text"
      type="search"
      aria-label=${label}
      placeholder=${label}
      aria-invalid=${fault?.field === "text"}
      aria-describedby="help"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      .value=${form[key]}
      @input=${(event: Event) => fill({ [key]: (event.target as HTMLInputElement).value })}
    />
  </div>`;
}

function kindSegments(
  what: "name" | "content",
  form: Form,
  { fill }: FieldsContext,
): TemplateResult {
  return segments<Kind>(
    t.search.kindLabel,
    KINDS[what].map((value) => ({
      value,
      text: t.search.kind[value],
      title: t.search.kindTitle[value],
    })),
    what === "name" ? form.nameKind : form.contentKind,
    (kind) => fill(what === "name" ? { nameKind: kind } : { contentKind: kind }),
  );
}

function savedButtons({ saved }: Form, { run }: FieldsContext): TemplateResult {
  return html`<div class="saved" role="group" aria-label=${t.search.savedLabel}>
    ${SAVED.map(
      (one) =>
        html`<button
          type="button"
          aria-pressed=${one === saved}
          title=${t.search.savedTitle[one]}
          @click=${() => run({ saved: one })}
        >
          ${t.search.saved[one]}
        </button>`,
    )}
  </div>`;
}

/** What may be typed, or what is wrong with what was: in one place, so that nothing moves. */
function helpLine(form: Form, { fault }: FieldsContext): TemplateResult {
  if (fault) return html`<p id="help" class="help wrong">${sentence(fault.message)}</p>`;
  const { what } = form;
  const help =
    what === "name"
      ? t.search.help.name[form.nameKind]
      : what === "content"
        ? t.search.help.content[form.contentKind]
        : what === "permissions" && form.saved
          ? t.search.savedTitle[form.saved]
          : t.search.help[what];
  return html`<p id="help" class="help">${help}</p>`;
}

function options(
  what: "name" | "content",
  form: Form,
  { fault, fill }: FieldsContext,
): TemplateResult {
  const kind = kindOf(form);
  const tick = (name: "ignoreCase" | "wholeWord", off: boolean): TemplateResult =>
    html`<label class=${off ? "dim" : ""}
      ><input
        type="checkbox"
        ?disabled=${off}
        .checked=${form[name] && !off}
        @change=${(event: Event) => fill({ [name]: (event.target as HTMLInputElement).checked })}
      />${t.search[name]}</label
    >`;
  return html`<div class="line">
    ${tick("ignoreCase", kind === "hex")} ${tick("wholeWord", kind !== "text")}
    ${
      what === "content"
        ? html`<label class="files"
            >${t.search.files}<input
              type="text"
              placeholder=${t.search.filesExample}
              aria-invalid=${fault?.field === "files"}
              aria-describedby=${fault?.field === "files" ? "help" : nothing}
              autocomplete="off"
              autocapitalize="off"
              spellcheck="false"
              .value=${form.files}
              @input=${(event: Event) => fill({ files: (event.target as HTMLInputElement).value })}
          /></label>`
        : nothing
    }
  </div>`;
}
