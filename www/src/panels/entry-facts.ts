/** What a path is: kind, size, mode, owner, links, who wrote it. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Difference, Entry, LayerInfo, Rules, Version } from "../api/types.js";
import { chip, layerLine, named, note, sizeText } from "../element/parts.js";
import { exactTime, linkText, modeText, octal } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";

export interface EntryContext {
  /** Names in it, for a directory. */
  children: number | null;
  layers: readonly LayerInfo[];
  /** True for a version that is not the one of the view. */
  older: boolean;
  rules: Rules;
  /** Why its link was not followed. */
  linkNote: string;
  follow: () => void;
  /** Shows what a layer changed. */
  goLayer: (layer: number) => void;
}

export function isFile(entry: Entry): boolean {
  return entry.kind === "file" || entry.kind === "hardlink";
}

export function entryFacts(entry: Entry, context: EntryContext): TemplateResult {
  const { children, layers, older, goLayer } = context;
  const inside = children === null ? "" : `, ${t.details.children(children)}`;
  const device = entry.device ? ` ${entry.device.join(":")}` : "";
  return html`<dl>
      <dt>${t.details.kind}</dt>
      <dd>${t.kind[entry.kind]}${device}${inside}</dd>
      ${
        isFile(entry)
          ? html`<dt>${t.details.size}</dt>
              <dd>${sizeText(entry.size)}</dd>`
          : nothing
      }
      ${linkFacts(entry, context)}
      <dt>${t.details.mode}</dt>
      <dd class="mono">
        ${modeText(entry.kind, entry.mode)} <span class="dim">${octal(entry.mode)}</span>
      </dd>
      <dt>${t.details.owner}</dt>
      <dd>
        ${named(`${entry.uname || entry.uid}:${entry.gname || entry.gid}`)}
        ${
          entry.uname || entry.gname
            ? html`<span class="dim">${entry.uid}:${entry.gid}</span>`
            : nothing
        }
      </dd>
      <dt>${t.details.modified}</dt>
      <dd class="number" title=${t.details.localTime(f.time(entry.mtime))}>
        ${exactTime(entry.mtime)}
      </dd>
      ${Object.entries(entry.xattrs).map(
        ([name, value]) =>
          html`<dt>${t.details.xattr}</dt>
            <dd class="mono">${named(name)} = ${bytesText(value)}</dd>`,
      )}
      ${writer(older ? t.details.version : t.details.writtenBy, entry.layer, layers, goLayer)}
    </dl>
    ${entry.differs && !older ? differenceNote(entry.differs, context.rules) : nothing}`;
}

/** What the other rules have here, and why. */
function differenceNote(differs: Difference, rules: Rules): TemplateResult {
  const { cause, layer, inside, other } = differs;
  const text = t.details.differs;
  const there =
    other === null
      ? text.nothing
      : text.other(
          t.kind[other.kind],
          other.layer + 1,
          octal(other.mode),
          `${other.uid}:${other.gid}`,
        );
  return note(
    "info",
    html`<strong>${inside ? text.inside[rules] : text[rules]}</strong>
      ${inside ? nothing : html`<div>${there}</div>`}
      <div>${text.cause[cause](layer + 1)}</div>`,
  );
}

/** A path that the view does not have, and the layer that deleted it. */
export function absentFacts(
  deleted: Version | undefined,
  layers: readonly LayerInfo[],
  goLayer: (layer: number) => void,
): TemplateResult {
  if (!deleted) return note("warning", t.details.absent);
  return html`${note("warning", t.details.deleted(deleted.layer + 1))}
    <dl>${writer(t.details.deletedBy, deleted.layer, layers, goLayer)}</dl>`;
}

function linkFacts(entry: Entry, { linkNote, follow }: EntryContext): TemplateResult {
  return html`${
    entry.link === null
      ? nothing
      : html`<dt>${entry.kind === "symlink" ? t.details.target : t.details.linkOf}</dt>
          <dd>
            <button type="button" class="link" @click=${follow}>
              ${named(linkText(entry.kind, entry.link))}
            </button>
            ${linkNote ? html`<div class="dim" role="status">${linkNote}</div>` : nothing}
          </dd>`
  }
  ${
    entry.links > 1
      ? html`<dt>${t.details.links}</dt>
          <dd>${t.details.linkCount(entry.links)}</dd>`
      : nothing
  }`;
}

function writer(
  label: string,
  layer: number,
  layers: readonly LayerInfo[],
  goLayer: (layer: number) => void,
): TemplateResult {
  const info = layers[layer];
  return html`<dt>${label}</dt>
    <dd class="by">
      <button
        type="button"
        class="plain"
        title=${t.history.go(layer + 1)}
        aria-label=${t.history.go(layer + 1)}
        @click=${() => goLayer(layer)}
      >
        ${chip(layer)}</button
      ><code>${info ? visible(layerLine(info)) : ""}</code>
    </dd>`;
}

/** An extended attribute: text if it is, else hex. */
export function bytesText(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return String.fromCharCode(...bytes);
  const hex = [...bytes.subarray(0, 64)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `0x${hex}${bytes.length > 64 ? "…" : ""}`;
}
