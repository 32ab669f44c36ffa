/** What came of a comparison in a few lines: counts and bytes, shared layers, what was not read. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Comparison, DifferenceCount, DifferenceKind } from "../api/insight-types.js";
import type { Image } from "../api/types.js";
import { note } from "../element/parts.js";
import { f, t } from "../text/text.js";
import { differenceLetter } from "./difference-grid.js";

const KINDS = ["added", "removed", "changed", "unknown", "same"] as const;

export function compareSummary(
  { totals, shared, unread, before, after }: Comparison,
  labelOf: (image: Image) => string,
): TemplateResult {
  const text = t.compare;
  const sides = [before, after] as const;
  return html`<section class="summary" aria-label=${text.summary}>
      <ul>
        ${KINDS.map((kind) =>
          kind === "unknown" && totals.unknown.count === 0
            ? nothing
            : html`<li>
                ${
                  kind === "same"
                    ? html`<span class="letter equal" aria-hidden="true">${text.letter.same}</span>`
                    : differenceLetter(kind)
                }
                <strong class="number">${f.integer(totals[kind].count)}</strong>
                <span aria-hidden=${kind === "same" ? nothing : "true"}>${text.kind[kind]}</span>
                <span class="dim number">${bytesOf(kind, totals[kind])}</span>
              </li>`,
        )}
      </ul>
      <span class="dim"
        >${text.sharedLayers(shared.length, before.layers.length, after.layers.length)}</span
      >
    </section>
    ${unread.map((layers, side) => {
      const image = sides[side];
      const numbers = layers.map((layer) => layer + 1);
      return layers.length === 0 || !image
        ? nothing
        : note("warning", text.unread(labelOf(image), numbers));
    })}`;
}

function bytesOf(kind: DifferenceKind, { before, after }: DifferenceCount): string {
  switch (kind) {
    case "added":
      return `+${f.bytes(after)}`;
    case "removed":
      return `−${f.bytes(before)}`;
    case "changed":
      return t.compare.sizes(f.bytes(before), f.bytes(after));
    case "unknown":
    case "same":
      return f.bytes(after);
  }
}
