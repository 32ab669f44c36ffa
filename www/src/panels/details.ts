import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { Entry, Image, Tree, Version } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import { download } from "../element/download.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, layerLine, named, note } from "../element/parts.js";
import { parentOf, resolveLink } from "../preview/resolve.js";
import { base } from "../style/base.js";
import { baseName, exactTime, modeText, octal } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
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
      .none {
        padding: 24px 16px;
        color: var(--text-dim);
        text-wrap: balance;
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
      .versions h3 {
        padding: 0 6px 4px;
      }
      .versions button {
        display: grid;
        grid-template-columns: 26px minmax(0, 1fr) auto;
        gap: 6px;
        width: 100%;
        min-height: 26px;
        padding: 2px 6px;
        border: 0;
        background: none;
        text-align: start;
        justify-content: stretch;
      }
      .versions button:hover {
        background: var(--bg-hover);
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
      .back {
        display: none;
      }
      :host([narrow]) .back {
        display: inline-flex;
      }
    `,
  ];

  #shown: Shown | null = null;
  #loaded = "";
  #error: LaminaError | null = null;
  #saving = "";
  #linkNote = "";

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

  override render(): TemplateResult {
    const shown = this.#shown;
    if (this.#error) return note("error", this.#error.message);
    if (!shown) return html`<p class="none">${t.details.none}</p>`;
    const version = shown.versions.find(({ layer }) => layer === shown.version);
    const entry = shown.version === null ? shown.entry : (version?.entry ?? null);
    return html`<header>
        <button
          type="button"
          class="plain icon back"
          aria-label=${t.details.back}
          title=${t.details.back}
          @click=${() => this.dispatchEvent(new CustomEvent("details-close"))}
        >
          ${icon("back")}
        </button>
        <div class="where">
          ${this.#renderPath(shown.path)}
          <h2 class="name">${named(baseName(shown.path))}</h2>
        </div>
        ${copyButton(shown.path, t.details.copyPath)}
        ${
          entry && isFile(entry)
            ? html`<button
                type="button"
                class="plain icon"
                ?disabled=${this.#saving !== ""}
                aria-label=${t.details.download}
                title=${t.details.download}
                @click=${() => void this.#download(shown, entry)}
              >
                ${icon("download")}
              </button>`
            : nothing
        }
      </header>
      <div class="facts" tabindex="0" role="region" aria-label=${t.details.facts}>
        ${this.#renderFacts(shown, entry)} ${this.#renderVersions(shown)}
      </div>
      <lamina-preview
        .subject=${entry && isFile(entry) ? this.#subject(shown, entry) : null}
      ></lamina-preview>`;
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
                <dd>
                  ${f.bytes(entry.size)}
                  <span class="dim">(${t.exactBytes(f.integer(entry.size), entry.size)})</span>
                </dd>`
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
        <dd class="number" title=${exactTime(entry.mtime)}>${f.time(entry.mtime)}</dd>
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

  #renderVersions({ versions, version, entry }: Shown): TemplateResult | typeof nothing {
    if (versions.length === 0 || (versions.length === 1 && entry)) return nothing;
    const open = version ?? entry?.layer ?? null;
    return html`<div class="versions">
      <h3>${t.details.versions(versions.length)}</h3>
      ${versions.toReversed().map(({ layer, kind, live, entry: held }) => {
        const text =
          kind === "deleted"
            ? t.details.wasDeleted
            : live
              ? t.details.live
              : layer > this.ws.layer
                ? t.details.later
                : t.details.hidden;
        return html`<button
          type="button"
          aria-pressed=${layer === open}
          ?disabled=${kind === "deleted"}
          @click=${() => this.ws.go({ version: layer === entry?.layer ? null : layer })}
        >
          ${chip(layer)}<span class="clip"
            >${held ? t.kind[held.kind] : ""} <span class="dim">${text}</span></span
          ><span class="number">${held && isFile(held) ? f.bytes(held.size) : ""}</span>
        </button>`;
      })}
    </div>`;
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
    this.#saving = shown.path;
    this.requestUpdate();
    try {
      const blob = await this.#subject(shown, entry).read(new AbortController().signal);
      download(blob, baseName(shown.path));
      this.ws.announce(t.details.downloaded(baseName(shown.path)));
    } catch (error) {
      this.#error = LaminaError.of(error);
    }
    this.#saving = "";
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
