import { html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";

import type { Entry, Tree, Version } from "../api/types.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, layerLine, named } from "../element/parts.js";
import { working } from "../element/question.js";
import type { Question } from "../element/question.js";
import { differingWindow } from "../preview/two-contents.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { isFile } from "./entry-facts.js";
import { howGone } from "./gone.js";
import type { Gone } from "./gone.js";
import { timelineStyles } from "./timeline-styles.js";
import { deedOf, metadataChanges, unread, versionSteps } from "./version-steps.js";
import type { Deed, VersionStep } from "./version-steps.js";

/** Larger files are not compared unasked, nor more than this of all versions together. */
const LARGEST = 8 * 1024 * 1024;
const MOST = 8 * LARGEST;

export interface TimelineSubject {
  path: string;
  tree: Tree;
  /** Oldest first. */
  versions: readonly Version[];
  /** The content of the version that a layer wrote. */
  read: (layer: number, signal: AbortSignal) => Promise<Blob>;
}

/** Layers whose versions are compared; null stands for no file. */
export type VersionPair = readonly [before: number | null, after: number | null];

/**
 * Every version of a path, newest first: which layer made it, by which step, and what it did.
 *
 * Events: `version-open` and `version-download` with a layer, `version-compare` with a `VersionPair`.
 */
export class Timeline extends Panel {
  static override styles = [base, timelineStyles];

  static override properties = { subject: {}, open: {}, compared: {}, saving: { type: Boolean } };

  declare subject: TimelineSubject | null;
  /** The layer whose version is shown. */
  declare open: number | null;
  declare compared: VersionPair | null;
  declare saving: boolean;

  #steps: VersionStep[] = [];
  /** How the path came to be gone, by the layer that deleted it. */
  #gone = new Map<number, Gone>();
  /** Versions that were ticked, by their layers: the last one last. */
  #ticked: number[] = [];

  constructor() {
    super();
    this.subject = null;
    this.open = null;
    this.compared = null;
    this.saving = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("compared") && !this.compared && this.#ticked.length > 1) this.#ticked = [];
    if (!changed.has("subject")) return;
    const other = changed.get("subject")?.path !== this.subject?.path;
    if (other) {
      this.#ticked = [];
      this.#gone = new Map();
    }
    this.#steps = versionSteps(this.subject?.versions ?? []);
    void this.#tellGone();
    void this.#compareSmall();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#compareSmall();
  }

  // --- what has to be found out -----------------------------------------------------------------

  async #tellGone(): Promise<void> {
    const { subject } = this;
    const { image } = this.ws;
    if (!image || !subject) return;
    for (const { version } of this.#steps) {
      if (version.kind !== "deleted") continue;
      const { layer } = version;
      // If it can't be told, that it is gone still is.
      const gone = await howGone(image, subject.path, layer, subject.tree.rules).catch(() => null);
      if (subject !== this.subject) return;
      if (gone) this.#gone.set(layer, gone);
      this.requestUpdate();
    }
  }

  /** Whether the contents of a version and the one below it are the same, as far as that was asked. */
  #question({ version, below }: VersionStep): Question<boolean> {
    const { path = "", tree } = this.subject ?? {};
    const name = JSON.stringify(["same", tree?.rules, path, below?.layer, version.layer]);
    return this.ws.question<boolean>(name);
  }

  /** One after the other, as long as the path is shown. */
  async #compareSmall(): Promise<void> {
    const { subject } = this;
    let left = MOST;
    for (const step of this.#steps) {
      const [file] = unread(step) ?? [];
      if (!file || file.size > LARGEST) continue;
      left -= 2 * file.size;
      if (left < 0) return;
      if (this.#question(step).asked.state === "none") await this.#compare(step);
      if (subject !== this.subject || !this.isConnected) return;
    }
  }

  async #compare(step: VersionStep): Promise<void> {
    const { subject } = this;
    const [before, after] = [step.below?.layer, step.version.layer];
    if (!subject || before === undefined) return;
    await this.#question(step).ask(async ({ signal }) => {
      const contents = {
        before: await subject.read(before, signal),
        after: await subject.read(after, signal),
      };
      return (await differingWindow(contents, 0, signal)) === null;
    });
  }

  // --- showing ----------------------------------------------------------------------------------

  override render(): TemplateResult | typeof nothing {
    const written = this.#steps.filter(({ version }) => version.kind === "written");
    // With two there is one difference only, and a button for it.
    const ticks = written.length > 2;
    return html`<div class="title">
        <h3 id="title">${t.details.versions(this.#steps.length)}</h3>
        ${ticks ? html`<span class="dim">${t.versions.tick}</span>` : nothing}
      </div>
      <ol aria-labelledby="title">
        ${this.#steps.map((step) => this.#renderStep(step, ticks))}
      </ol>`;
  }

  #renderStep(step: VersionStep, ticks: boolean): TemplateResult {
    const { version, below } = step;
    const { layer, entry, kind } = version;
    const deed = deedOf(step, this.#question(step).answer);
    const file = entry && isFile(entry) ? entry : null;
    const info = this.ws.layers[layer];
    const headline = html`${chip(layer)}<span class="did"
        ><span class="deed ${deed}">${this.#deedText(step, deed)}</span>
        <span class="dim">${fate(version, this.ws.layer)}</span></span
      ><span class="size number">${file ? sizes(file, below?.entry ?? null) : nothing}</span>`;
    return html`<li class=${layer > this.ws.layer ? "above" : ""}>
      <div class="head">
        ${
          kind === "deleted"
            ? html`<div class="open">${headline}</div>`
            : html`<button
                type="button"
                class="plain open"
                aria-pressed=${layer === this.open}
                @click=${() => this.#tell("version-open", layer)}
              >
                ${headline}
              </button>`
        }
        ${file ? this.#renderDownload(layer) : nothing}
      </div>
      <div class="body">
        ${info ? html`<code class="clip" title=${visible(info.command)}>${visible(layerLine(info))}</code>` : nothing}
        ${entry && below?.entry ? changes(below.entry, entry, deed) : nothing}
        ${this.#renderUnread(step, deed)} ${this.#renderActions(step, ticks)}
      </div>
    </li>`;
  }

  #deedText({ version, below }: VersionStep, deed: Deed): string {
    const text = t.versions;
    const before = below?.entry;
    const now = version.entry;
    if (deed === "deleted") {
      const gone = this.#gone.get(version.layer);
      return gone ? goneText(gone) : text.deed.deleted;
    }
    if (deed === "replaced" && before && now)
      return text.replaced(t.kind[before.kind], t.kind[now.kind]);
    if (deed === "metadata" && before && now) {
      const words = metadataChanges(before, now).map(({ what }) => text.fact[what]);
      return text.only([...new Set(words)]);
    }
    if (deed === "again" || deed === "added") return text[deed](now ? t.kind[now.kind] : "");
    return deed === "metadata" || deed === "replaced" ? text.deed.same : text.deed[deed];
  }

  /** What only reading tells: asked for, going on, or why it failed. */
  #renderUnread(step: VersionStep, deed: Deed): TemplateResult | typeof nothing {
    const [file] = unread(step) ?? [];
    if (deed !== "compare" || !file) return nothing;
    const question = this.#question(step);
    const { state } = question.asked;
    if (state === "running" && file.size <= LARGEST)
      return html`<span class="dim" role="status">${t.versions.comparing}</span>`;
    if (state !== "none") return working(question, t.versions.comparing);
    return html`<span class="unread"
      ><button type="button" class="link" @click=${() => void this.#compare(step)}>
        ${t.versions.compareContents(f.bytes(2 * file.size))}
      </button></span
    >`;
  }

  #renderActions({ version, below }: VersionStep, ticks: boolean): TemplateResult | typeof nothing {
    const { layer, kind } = version;
    const from = below?.layer ?? null;
    const pair: VersionPair = [from, kind === "written" ? layer : null];
    const shown = this.compared?.[0] === pair[0] && this.compared[1] === pair[1];
    if (from === null && !ticks) return nothing;
    return html`<div class="actions">
      ${
        from === null
          ? nothing
          : html`<button
              type="button"
              class="plain"
              aria-pressed=${shown}
              aria-label=${t.versions.differenceOf(from + 1, layer + 1)}
              title=${t.versions.differenceOf(from + 1, layer + 1)}
              @click=${() => this.#chooseBoth(pair, ticks)}
            >
              ${t.versions.difference}
            </button>`
      }
      ${
        ticks && kind === "written"
          ? html`<label
              ><input
                type="checkbox"
                .checked=${this.#ticked.includes(layer)}
                aria-label=${t.versions.tickOf(layer + 1)}
                @change=${() => this.#tick(layer)}
              /><span aria-hidden="true">${t.versions.tickWord}</span></label
            >`
          : nothing
      }
    </div>`;
  }

  #renderDownload(layer: number): TemplateResult {
    const label = t.details.downloadVersion(layer + 1);
    return html`<button
      type="button"
      class="plain icon"
      ?disabled=${this.saving}
      aria-label=${label}
      title=${label}
      @click=${() => this.#tell("version-download", layer)}
    >
      ${icon("download")}
    </button>`;
  }

  #chooseBoth(pair: VersionPair, ticks: boolean): void {
    const [before, after] = pair;
    this.#ticked = ticks && before !== null && after !== null ? [before, after] : [];
    this.#tell("version-compare", pair);
  }

  /** Two are compared; a third tick takes the place of the older one. */
  #tick(layer: number): void {
    this.#ticked = this.#ticked.includes(layer)
      ? this.#ticked.filter((one) => one !== layer)
      : [...this.#ticked.slice(-1), layer];
    this.requestUpdate();
    const [before, after] = this.#ticked.toSorted((a, b) => a - b);
    if (before !== undefined && after !== undefined) this.#tell("version-compare", [before, after]);
    else if (this.compared) this.#tell("version-compare", null);
  }

  #tell(name: string, detail: number | VersionPair | null): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** What became of it. */
function fate({ kind, live, layer }: Version, viewed: number): string {
  if (layer > viewed) return t.details.later;
  if (kind === "deleted") return "";
  return live ? t.details.live : t.details.hidden;
}

/** The size, and by how much it is another one. */
function sizes(file: Entry, before: Entry | null): TemplateResult {
  const by = before && isFile(before) ? file.size - before.size : 0;
  const sign = by > 0 ? "+" : "−";
  return html`${f.bytes(file.size)}${
    by === 0 ? nothing : html` <span class="dim">(${sign}${f.bytes(Math.abs(by))})</span>`
  }`;
}

/** `0644 → 0755`, spelled out; of something else in its place nothing is left to compare. */
function changes(before: Entry, after: Entry, deed: Deed): TemplateResult | typeof nothing {
  const list = deed === "replaced" ? [] : metadataChanges(before, after);
  if (list.length === 0) return nothing;
  return html`<dl>
    ${list.map(
      ({ what, name, before, after }) =>
        html`<div>
          <dt>${t.versions.factName[what]}${name ? html` ${named(name)}` : nothing}</dt>
          <dd>
            ${named(before || t.none)}<span class="arrow" aria-hidden="true"> → </span
            ><span class="heard"> ${t.versions.becomes} </span>${named(after || t.none)}
          </dd>
        </div>`,
    )}
  </dl>`;
}

function goneText(gone: Gone): string {
  const text = t.versions.gone;
  switch (gone.how) {
    case "alone":
      return t.versions.deed.deleted;
    case "above":
      return text.above(visible(gone.directory));
    case "emptied":
      return text.emptied(visible(gone.directory));
    case "replaced":
      return text.replaced(visible(gone.directory), t.kind[gone.kind]);
  }
}

define("lamina-timeline", Timeline);
