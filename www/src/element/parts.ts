/** Small things that several panels show. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { LayerInfo, Row } from "../api/types.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { icon } from "./icons.js";
import { styled } from "./styled.js";

/** Neighbouring layers get colours far apart: steps of the golden angle. */
export function hueOf(layer: number): string {
  return String(Math.round((250 + layer * 137.508) % 360));
}

/** A layer's number, as people count, in its colour. */
export function chip(layer: number, label?: string): TemplateResult {
  return html`<span class="chip" ${styled({ "--hue": hueOf(layer) })} title=${label ?? nothing}
    >${layer + 1}</span
  >`;
}

/** A name or text of the archive: harmless, and isolated from the direction of what is around it. */
export function named(text: string): TemplateResult {
  return html`<bdi>${visible(text)}</bdi>`;
}

/** An image's name, which may be broken where its parts meet. */
export function reference(text: string): TemplateResult {
  const parts = text.split(/(?<=\/)|(?=[:@])/);
  return html`<bdi
    >${parts.map((part, at) => (at === 0 ? visible(part) : html`<wbr />${visible(part)}`))}</bdi
  >`;
}

/** A size for reading and, where that is not the same, to the byte. */
export function sizeText(size: number): TemplateResult {
  const exact = t.exactBytes(f.integer(size), size);
  return size < 1000 ? html`${exact}` : html`${f.bytes(size)} <span class="dim">(${exact})</span>`;
}

export function changeLetter(change: Row["change"]): TemplateResult | typeof nothing {
  if (!change) return nothing;
  return html`<span class="letter ${change}" title=${t.change[change]}
    ><span aria-hidden="true">${t.changeLetter[change]}</span
    ><span class="heard">${t.change[change]}</span></span
  >`;
}

/** What to call a layer in one line. */
export function layerLine(layer: LayerInfo): string {
  return layer.command ? shortDigests(oneLine(layer.command)) : t.layers.noCommand;
}

/** The classic builder's `COPY file:<64 digits> in …`: twelve of them say as much. */
function shortDigests(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");
}

export function oneLine(command: string): string {
  return command.replace(/\s+/g, " ").trim();
}

/** Buttons of which one is chosen; arrows move between them, as a radio group does. */
export function segments<T extends string>(
  label: string,
  options: readonly { value: T; text: string; title?: string }[],
  chosen: T,
  choose: (value: T) => void,
): TemplateResult {
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = options.findIndex(({ value }) => value === chosen);
    const next = (at + step + options.length) % options.length;
    const option = options[next];
    if (!option) return;
    choose(option.value);
    const group = event.currentTarget as HTMLElement;
    group.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  };
  return html`<div class="segments" role="radiogroup" aria-label=${label} @keydown=${keys}>
    ${options.map(
      ({ value, text, title }) =>
        html`<button
          type="button"
          role="radio"
          aria-checked=${value === chosen}
          tabindex=${value === chosen ? 0 : -1}
          title=${title ?? nothing}
          @click=${() => choose(value)}
        >
          ${text}
        </button>`,
    )}
  </div>`;
}

export function note(
  severity: "info" | "warning" | "error",
  body: TemplateResult | string,
): TemplateResult {
  return html`<div class="note ${severity}">
    ${icon(severity === "info" ? "info" : "warning")}
    <div>${body}</div>
  </div>`;
}
