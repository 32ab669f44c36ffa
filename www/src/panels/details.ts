import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { Entry, Image, Tree, Version } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import { download } from "../element/download.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { named, note } from "../element/parts.js";
import type { Spot } from "../element/workspace.js";
import { parentOf, resolveLink } from "../preview/resolve.js";
import { base } from "../style/base.js";
import { baseName } from "../text/format.js";
import { t } from "../text/text.js";
import { detailsStyles } from "./details-styles.js";
import { absentFacts, entryFacts, isFile } from "./entry-facts.js";
import { layerFacts, layerFactsStyles } from "./layer-facts.js";
import type { PreviewSubject } from "./preview.js";
import "./preview.js";
import type { DifferenceSide } from "../preview/difference-view.js";
import type { TimelineSubject, VersionPair } from "./timeline.js";

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
  spot: Spot | null;
  /** The versions, where there is more to tell of them than the facts do. */
  timeline: TimelineSubject | null;
}

/** Two versions whose difference is shown. */
interface Compared {
  pair: VersionPair;
  from: DifferenceSide | null;
  to: DifferenceSide | null;
}

/** Everything about the selected path. */
export class Details extends Panel {
  static override styles = [base, detailsStyles, layerFactsStyles];

  static override properties = { narrow: { type: Boolean } };

  /** True if the panel covers the files. */
  declare narrow: boolean;

  #shown: Shown | null = null;
  #loaded = "";
  #error: LaminaError | null = null;
  #saving = false;
  #linkNote = "";
  #compared: Compared | null = null;

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
    const { path, version, spot } = place;
    const key = JSON.stringify([place.image, layer, place.rules, path, version, spot, revision]);
    if (key === this.#loaded) return;
    this.#loaded = key;
    if (!image || path === null || layer < 0) {
      this.#shown = null;
      this.#error = null;
      this.requestUpdate();
      return;
    }
    try {
      const shown = { ...(await this.#ask(image, layer, path, version)), spot };
      if (key !== this.#loaded) return;
      if (shown.path !== this.#shown?.path) {
        this.#linkNote = "";
        this.#compared = null;
      }
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

  async #ask(
    image: Image,
    layer: number,
    path: string,
    version: number | null,
  ): Promise<Omit<Shown, "spot">> {
    const tree = await image.tree({ layer, rules: this.ws.place.rules });
    const [entry, versions] = await Promise.all([tree.stat(path), tree.versions(path)]);
    const children =
      entry?.kind === "directory" && version === null ? (await tree.list(path)).length : null;
    const alone = versions.length === 0 || (versions.length === 1 && entry !== null);
    // Awaited here, so that the versions do not move what is read already.
    if (!alone) await import("./timeline.js").catch(() => Promise.reject(notLoaded()));
    const read: TimelineSubject["read"] = async (version, signal) =>
      (await image.tree({ rules: tree.rules })).read(path, { version, signal });
    const timeline = alone ? null : { path, tree, versions, read };
    return { path, tree, entry, versions, children, version, timeline };
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
        this.#compared
          ? this.#renderDifference(this.#compared)
          : file
            ? html`<lamina-preview .subject=${this.#subject(shown, file)}></lamina-preview>`
            : nothing
      }`;
  }

  /** With nothing chosen there is still a layer to tell of. */
  #renderLayer(): TemplateResult | typeof nothing {
    const { layer, layers } = this.ws;
    const info = layers[layer];
    return info
      ? layerFacts(info, layers.length, this.ws.isMissing(info), this.ws.problemOf(info))
      : nothing;
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
    const { layers, layer } = this.ws;
    const goLayer = (to: number): void => this.ws.goChanges(to);
    if (!entry) {
      const by = shown.versions.findLast(
        (one) => one.kind === "deleted" && one.layer <= (shown.version ?? layer),
      );
      return absentFacts(by, layers, goLayer);
    }
    return html`${entryFacts(entry, {
      children: shown.children,
      layers,
      older: shown.version !== null,
      rules: shown.tree.rules,
      linkNote: this.#linkNote,
      follow: () => void this.#follow(shown, entry),
      goLayer,
    })}${
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

  #renderVersions(shown: Shown): TemplateResult | typeof nothing {
    const { version, entry, timeline } = shown;
    if (!timeline) return nothing;
    return html`<lamina-timeline
      .ws=${this.ws}
      .subject=${timeline}
      .open=${version ?? entry?.layer ?? null}
      .compared=${this.#compared?.pair ?? null}
      .saving=${this.#saving}
      @version-open=${({ detail }: CustomEvent<number>) => {
        this.#compared = null;
        this.requestUpdate();
        this.ws.go({ version: detail === entry?.layer ? null : detail });
      }}
      @version-download=${({ detail }: CustomEvent<number>) => {
        const held = shown.versions.find(({ layer }) => layer === detail)?.entry;
        if (held) void this.#download({ ...shown, version: detail }, held);
      }}
      @version-compare=${({ detail }: CustomEvent<VersionPair | null>) =>
        void this.#compare(shown, detail)}
    ></lamina-timeline>`;
  }

  async #compare({ versions, timeline }: Shown, pair: VersionPair | null): Promise<void> {
    const side = (layer: number | null): DifferenceSide | null => {
      const entry = versions.find((one) => one.layer === layer)?.entry;
      if (!timeline || !entry || layer === null) return null;
      const read = (signal: AbortSignal): Promise<Blob> => timeline.read(layer, signal);
      return { label: t.versions.side(layer + 1), entry, read };
    };
    this.#compared = pair && { pair, from: side(pair[0]), to: side(pair[1]) };
    this.requestUpdate();
    await import("../preview/difference-view.js").catch(() => {
      this.#error = notLoaded();
      this.requestUpdate();
    });
  }

  #renderDifference({ from, to }: Compared): TemplateResult {
    return html`<div class="difference">
      <div class="bar">
        <h3>${t.difference.title}</h3>
        <button
          type="button"
          class="plain icon"
          aria-label=${t.versions.closeDifference}
          title=${t.versions.closeDifference}
          @click=${() => {
            this.#compared = null;
            this.requestUpdate();
          }}
        >
          ${icon("close")}
        </button>
      </div>
      <lamina-difference .from=${from} .to=${to}></lamina-difference>
    </div>`;
  }

  #subject({ path, tree, version, spot }: Shown, entry: Entry): PreviewSubject {
    const layer = this.ws.layers[entry.layer];
    const newest = this.ws.image;
    return {
      key: JSON.stringify([
        this.ws.place.image,
        tree.rules,
        path,
        entry.layer,
        version,
        entry.size,
        entry.mtime,
      ]),
      path,
      spot,
      size: entry.size,
      slow: entry.size > SLOW && layer?.compression !== "none",
      read: async (signal) =>
        version === null || !newest
          ? tree.read(path, { signal })
          : (await newest.tree({ rules: tree.rules })).read(path, { version, signal }),
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
    // A hard link's target is a name in the tar: from the root, wherever the link is.
    const base = entry.kind === "symlink" ? parentOf(path) : "/";
    const target = await resolveLink(base, entry.link, (at) => tree.stat(at));
    if (target === null) {
      this.#linkNote = t.details.dangling;
      this.requestUpdate();
    } else this.ws.go({ path: target });
  }
}

/** A part of the page could not be fetched. */
function notLoaded(): LaminaError {
  return new LaminaError("io", t.ask.notLoaded);
}

define("lamina-details", Details);
