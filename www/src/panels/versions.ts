/** What each layer made of a path, newest first. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Entry, Version } from "../api/types.js";
import { chip } from "../element/parts.js";
import { f, t } from "../text/text.js";
import { isFile } from "./entry-facts.js";

export interface VersionContext {
  /** The layer that the view is as of. */
  viewed: number;
  /** The layer whose version is shown. */
  open: number | null;
  choose: (layer: number) => void;
  /** A button that downloads it. */
  download: (version: Version, entry: Entry) => TemplateResult;
}

export function versionList(versions: readonly Version[], context: VersionContext): TemplateResult {
  return html`<h3 class="versions-title">${t.details.versions(versions.length)}</h3>
    <ul class="versions">
      ${versions.toReversed().map((version) => item(version, context))}
    </ul>`;
}

function item(
  version: Version,
  { viewed, open, choose, download }: VersionContext,
): TemplateResult {
  const { layer, kind, entry } = version;
  const file = entry && isFile(entry) ? entry : null;
  return html`<li>
    <button
      type="button"
      class="plain"
      aria-pressed=${layer === open && kind === "written"}
      ?disabled=${kind === "deleted"}
      @click=${() => choose(layer)}
    >
      ${chip(layer)}<span class="clip"
        >${entry ? t.kind[entry.kind] : ""} <span class="dim">${fate(version, viewed)}</span></span
      ><span class="number">${file ? f.bytes(file.size) : ""}</span>
    </button>
    ${file ? download(version, file) : nothing}
  </li>`;
}

/** What became of it. */
function fate({ kind, live, layer }: Version, viewed: number): string {
  if (kind === "deleted") return t.details.wasDeleted;
  if (live) return t.details.live;
  return layer > viewed ? t.details.later : t.details.hidden;
}
