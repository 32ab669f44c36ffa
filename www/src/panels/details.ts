import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { Entry, Image, Tree, Version } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import { download } from "../element/download.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, layerLine, named, note, sizeText } from "../element/parts.js";
import { parentOf, resolveLink } from "../preview/resolve.js";
import { base } from "../style/base.js";
import { baseName, exactTime, modeText, octal } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { layerFacts, layerFactsStyles } from "./layer-facts.js";
import type { PreviewSubject } from "./preview.js";
import "./preview.js";

/** Inflating more than this is not done unasked. */
const SLOW = 48 * 1024 * 1024;

interface Shown {
  path: string;
  tree: Tree;
  /** What the view holds at the path. */
  entry: Entry | null;
  versions: Version[];
  /** Names in it, for a directory. */
  children: number | null;
  /** The layer asked for, or null for what the view holds. */
  version: number | null;
}

/** Everything about the selected path. */
export class Details extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      header {
        flex: none;
        display: flex;
        align-items: start;
        gap: 4px;
        padding: 8px 8px 6px 12px;
      }
      .where {
        flex: 1;
        min-width: 0;
      }
      .path {
        display: flex;
        flex-wrap: wrap;
        font-size: 12px;
        color: var(--text-dim);
        line-height: 20px;
      }
      .path button {
        min-height: 20px;
        padding: 0 1px;
        border: 0;
        background: none;
        color: var(--text-dim);
        overflow-wrap: anywhere;
        white-space: normal;
      }
      .path button:hover {
        color: var(--accent);
        text-decoration: underline;
      }
      .name {
        font-size: 15px;
        font-weight: 650;
        overflow-wrap: anywhere;
      }
      .facts {
        flex: 0 1 auto;
        min-height: 0;
        max-height: 45%;
        overflow: auto;
        border-bottom: 1px solid var(--line);
      }
      dl {
        display: grid;
        grid-template-columns: 84px minmax(0, 1fr);
        gap: 2px 8px;
        padding: 2px 12px 10px;
      }
      dt {
        color: var(--text-dim);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .by {
        display: flex;
        gap: 6px;
        align-items: start;
      }
      .by button {
        padding: 0;
        min-height: 20px;
      }
      .by code {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow: hidden;
        overflow-wrap: anywhere;
        white-space: normal;
        line-height: 20px;
      }
      .versions {
        padding: 0 6px 8px;
      }
      .versions-title {
        padding: 0 12px 4px;
      }
      .versions li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 28px;
        align-items: center;
      }
      .versions li > :first-child {
        display: grid;
        grid-template-columns: 26px minmax(0, 1fr) auto;
        gap: 6px;
        min-height: 28px;
        text-align: start;
        justify-content: stretch;
      }
      .versions button:disabled {
        opacity: 1;
      }
      .versions button[aria-pressed="true"] {
        background: var(--bg-chosen);
      }
      lamina-preview {
        flex: 1 1 0;
        min-height: 160px;
      }
      .note {
        margin: 4px 12px 10px;
      }
      /* The way back is where it is looked for. */
      .back {
        order: -1;
      }
    `,
    layerFactsStyles,
  ];

  static override properties = { narrow: { type: Boolean } };

  /** True if the panel covers the files. */
  declare narrow: boolean;

  #shown: Shown | null = null;
  #loaded = "";
  #error: LaminaError | null = null;
  #saving = false;
  #linkNote = "";

  constructor() {
    super();
    this.narrow = false;
  }

  protected override changed(): void {
    void this.#load();
    this.requestUpdate();
  }

  override firstUpdated(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    const { image, layer, revision, place } = this.ws;
    const { path, version } = place;
    const key = JSON.stringify([place.image, layer, path, version, revision]);
    if (key === this.#loaded) return;
    this.#loaded = key;
    if (!image || path === null || layer < 0) {
      this.#shown = null;
      this.#error = null;
      this.requestUpdate();
      return;
    }
    try {
      const shown = await this.#ask(image, layer, path, version);
      if (key !== this.#loaded) return;
      if (shown.path !== this.#shown?.path) this.#linkNote = "";
      this.#shown = shown;
      this.#error = null;
    } catch (error) {
      if (key !== this.#loaded) return;
      const known = LaminaError.of(error);
      if (known.code === "aborted") return;
      this.#shown = null;
      this.#error = known;
    }
    this.requestUpdate();
  }

  async #ask(image: Image, layer: number, path: string, version: number | null): Promise<Shown> {
    const tree = await image.tree({ layer });
    const [entry, versions] = await Promise.all([tree.stat(path), tree.versions(path)]);
    const children =
      entry?.kind === "directory" && version === null ? (await tree.list(path)).length : null;
    return { path, tree, entry, versions, children, version };
  }

  override render(): TemplateResult | typeof nothing {
    const shown = this.#shown;
    if (this.#error) {
      return html`<header>
          <div class="where"></div>
          ${this.#renderClose()}
        </header>
        ${note(
          "error",
          html`${this.#error.message}
            <div class="dim">${this.#error.help}</div>`,
        )}`;
    }
    if (!shown) return this.#renderLayer();
    const version = shown.versions.find(({ layer }) => layer === shown.version);
    const entry = shown.version === null ? shown.entry : (version?.entry ?? null);
    const file = entry && isFile(entry) ? entry : null;
    return html`<header>
        <div class="where">
          ${this.#renderPath(shown.path)}
          <h2 class="name">${named(baseName(shown.path))}</h2>
        </div>
        ${copyButton(shown.path, t.details.copyPath)}
        ${file ? this.#renderDownload(shown, file, t.details.download) : nothing}
        ${this.#renderClose()}
      </header>
      <div class="facts" tabindex="0" role="region" aria-label=${t.details.facts}>
        ${this.#renderFacts(shown, entry)} ${this.#renderVersions(shown)}
      </div>
      ${
        file
          ? html`<lamina-preview .subject=${this.#subject(shown, file)}></lamina-preview>`
          : nothing
      }`;
  }

  /** With nothing chosen there is still a layer to tell of. */
  #renderLayer(): TemplateResult | typeof nothing {
    const { layer, layers } = this.ws;
    const info = layers[layer];
    return info ? layerFacts(info, layers.length, this.ws.problemOf(info)) : nothing;
  }

  /** A cross beside the files, an arrow back to them where they are covered. */
  #renderClose(): TemplateResult {
    const label = this.narrow ? t.details.back : t.details.close;
    return html`<button
      type="button"
      class="plain icon ${this.narrow ? "back" : ""}"
      aria-label=${label}
      title=${label}
      @click=${() => this.dispatchEvent(new CustomEvent("details-close"))}
    >
      ${icon(this.narrow ? "back" : "close")}
    </button>`;
  }

  #renderDownload(shown: Shown, entry: Entry, label: string): TemplateResult {
    return html`<button
      type="button"
      class="plain icon"
      ?disabled=${this.#saving}
      aria-label=${label}
      title=${label}
      @click=${() => void this.#download(shown, entry)}
    >
      ${icon("download")}
    </button>`;
  }

  #renderPath(path: string): TemplateResult {
    const names = parentOf(path).split("/").filter(Boolean);
    return html`<nav class="path" aria-label=${t.details.above}>
      /${names.map(
        (name, index) =>
          html`<button
              type="button"
              @click=${() => this.ws.go({ path: `/${names.slice(0, index + 1).join("/")}` })}
            >
              ${named(name)}</button
            >/`,
      )}
    </nav>`;
  }

  #renderFacts(shown: Shown, entry: Entry | null): TemplateResult {
    if (!entry) {
      const by = shown.versions.findLast(
        ({ kind, layer }) => kind === "deleted" && layer <= (shown.version ?? this.ws.layer),
      );
      return html`${note("warning", by ? t.details.deleted(by.layer + 1) : t.details.absent)}
      ${by ? html`<dl>${this.#renderWriter(t.details.deletedBy, by.layer)}</dl>` : nothing}`;
    }
    const xattrs = Object.entries(entry.xattrs);
    return html`<dl>
        <dt>${t.details.kind}</dt>
        <dd>
          ${t.kind[entry.kind]}${
            entry.device ? ` ${entry.device.join(":")}` : nothing
          }${shown.children === null ? nothing : `, ${t.details.children(shown.children)}`}
        </dd>
        ${
          isFile(entry)
            ? html`<dt>${t.details.size}</dt>
                <dd>${sizeText(entry.size)}</dd>`
            : nothing
        }
        ${
          entry.link === null
            ? nothing
            : html`<dt>${entry.kind === "symlink" ? t.details.target : t.details.linkOf}</dt>
                <dd>
                  <button
                    type="button"
                    class="link"
                    @click=${() => void this.#follow(shown, entry)}
                  >
                    ${named(entry.link)}
                  </button>
                  ${this.#linkNote ? html`<div class="dim" role="status">${this.#linkNote}</div>` : nothing}
                </dd>`
        }
        ${
          entry.links > 1
            ? html`<dt>${t.details.links}</dt>
                <dd>${t.details.linkCount(entry.links)}</dd>`
            : nothing
        }
        <dt>${t.details.mode}</dt>
        <dd class="mono">
          ${modeText(entry.kind, entry.mode)} <span class="dim">${octal(entry.mode)}</span>
        </dd>
        <dt>${t.details.owner}</dt>
        <dd>
          ${named(`${entry.uname || entry.uid}:${entry.gname || entry.gid}`)}
          ${entry.uname || entry.gname ? html`<span class="dim">${entry.uid}:${entry.gid}</span>` : nothing}
        </dd>
        <dt>${t.details.modified}</dt>
        <dd class="number" title=${t.details.localTime(f.time(entry.mtime))}>
          ${exactTime(entry.mtime)}
        </dd>
        ${xattrs.map(
          ([name, value]) =>
            html`<dt>${t.details.xattr}</dt>
              <dd class="mono">${named(name)} = ${bytesText(value)}</dd>`,
        )}
        ${this.#renderWriter(shown.version === null ? t.details.writtenBy : t.details.version, entry.layer)}
      </dl>
      ${
        shown.version === null
          ? nothing
          : html`<div class="note info">
              <div>${t.details.older(shown.version + 1)}</div>
              <button type="button" class="plain" @click=${() => this.ws.go({ version: null })}>
                ${t.details.current}
              </button>
            </div>`
      }`;
  }

  #renderWriter(label: string, layer: number): TemplateResult {
    const info = this.ws.layers[layer];
    return html`<dt>${label}</dt>
      <dd class="by">
        <button
          type="button"
          class="plain"
          title=${t.history.go(layer + 1)}
          aria-label=${t.history.go(layer + 1)}
          @click=${() => this.#goto(layer)}
        >
          ${chip(layer)}</button
        ><code>${info ? visible(layerLine(info)) : ""}</code>
      </dd>`;
  }

  #renderVersions(shown: Shown): TemplateResult | typeof nothing {
    const { versions, version, entry } = shown;
    if (versions.length === 0 || (versions.length === 1 && entry)) return nothing;
    const open = version ?? entry?.layer ?? null;
    return html`<h3 class="versions-title">${t.details.versions(versions.length)}</h3>
      <ul class="versions">
        ${versions.toReversed().map(
          (one) =>
            html`<li>
              <button
                type="button"
                class="plain"
                aria-pressed=${one.layer === open && one.kind === "written"}
                ?disabled=${one.kind === "deleted"}
                @click=${() => this.ws.go({ version: one.layer === entry?.layer ? null : one.layer })}
              >
                ${chip(one.layer)}<span class="clip"
                  >${one.entry ? t.kind[one.entry.kind] : ""}
                  <span class="dim">${this.#fate(one)}</span></span
                ><span class="number"
                  >${one.entry && isFile(one.entry) ? f.bytes(one.entry.size) : ""}</span
                >
              </button>
              ${
                one.entry && isFile(one.entry)
                  ? this.#renderDownload(
                      { ...shown, version: one.layer },
                      one.entry,
                      t.details.downloadVersion(one.layer + 1),
                    )
                  : nothing
              }
            </li>`,
        )}
      </ul>`;
  }

  /** What became of a version. */
  #fate({ kind, live, layer }: Version): string {
    if (kind === "deleted") return t.details.wasDeleted;
    if (live) return t.details.live;
    return layer > this.ws.layer ? t.details.later : t.details.hidden;
  }

  #subject({ path, tree, version }: Shown, entry: Entry): PreviewSubject {
    const layer = this.ws.layers[entry.layer];
    const newest = this.ws.image;
    return {
      key: JSON.stringify([
        this.ws.place.image,
        path,
        entry.layer,
        version,
        entry.size,
        entry.mtime,
      ]),
      path,
      size: entry.size,
      slow: entry.size > SLOW && layer?.compression !== "none",
      read: async (signal) =>
        version === null || !newest
          ? tree.read(path, { signal })
          : (await newest.tree()).read(path, { version, signal }),
    };
  }

  async #download(shown: Shown, entry: Entry): Promise<void> {
    this.#saving = true;
    this.requestUpdate();
    try {
      const blob = await this.#subject(shown, entry).read(new AbortController().signal);
      download(blob, baseName(shown.path));
      this.ws.announce(t.details.downloaded(baseName(shown.path)));
    } catch (error) {
      this.#error = LaminaError.of(error);
    }
    this.#saving = false;
    this.requestUpdate();
  }

  async #follow({ path, tree }: Shown, entry: Entry): Promise<void> {
    if (entry.link === null) return;
    const target =
      entry.kind === "symlink"
        ? await resolveLink(parentOf(path), entry.link, (at) => tree.stat(at))
        : entry.link;
    if (target === null) {
      this.#linkNote = t.details.dangling;
      this.requestUpdate();
    } else this.ws.go({ path: target });
  }

  #goto(layer: number): void {
    const newest = this.ws.layers.length - 1;
    this.ws.go({ layer: layer === newest ? null : layer, mode: "changes", tab: "files" });
  }
}

function isFile(entry: Entry): boolean {
  return entry.kind === "file" || entry.kind === "hardlink";
}

/** An extended attribute: text if it is, else hex. */
function bytesText(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return String.fromCharCode(...bytes);
  const hex = [...bytes.subarray(0, 64)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `0x${hex}${bytes.length > 64 ? "…" : ""}`;
}

define("lamina-details", Details);
