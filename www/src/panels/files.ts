import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Image, Refusal, Row, View, ViewOptions } from "../api/types.js";
import { LaminaError } from "../api/error.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, layerLine, named, note, segments } from "../element/parts.js";
import { base } from "../style/base.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import type { SortDetail, TreeGrid } from "../tree/grid.js";
import "../tree/grid.js";
import { filterField } from "../style/shared.js";

/** A list of changes this short is opened wholly at once. */
const OPEN_ALL = 400;
/** The filter waits for the typing to pause this long. */
const FILTER_PAUSE = 120;

/** The merged filesystem, or what one layer changed in it. */
export class Files extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        container: files / inline-size;
      }
      .tools {
        flex: none;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 10px;
        padding: 6px 10px;
        border-bottom: 1px solid var(--line);
      }
      .stepper {
        display: flex;
        align-items: center;
      }
      .stepper input {
        flex: 1;
        width: 64px;
        min-width: 48px;
        height: 24px;
        margin: 0 6px 0 2px;
        accent-color: var(--accent-fill);
      }
      ${filterField}
      .filter {
        flex: 1 1 200px;
        max-width: 380px;
        margin-inline-start: auto;
      }
      .filter input {
        padding-inline-end: 34px;
      }
      .filter kbd {
        position: absolute;
        inset-inline-end: 8px;
        padding: 0 6px;
        border: 1px solid var(--line);
        border-radius: 4px;
        color: var(--text-dim);
        pointer-events: none;
      }
      lamina-tree-grid {
        flex: 1;
      }
      .over {
        position: relative;
        flex: 1;
        display: flex;
        min-height: 0;
      }
      .empty {
        position: absolute;
        inset: 64px 16px auto;
        text-align: center;
        color: var(--text-dim);
        text-wrap: balance;
      }
      footer {
        flex: none;
        display: flex;
        align-items: center;
        gap: 6px;
        min-height: 26px;
        padding: 2px 12px;
        border-top: 1px solid var(--line);
        background: var(--bg-side);
        color: var(--text-dim);
        font-size: 12px;
      }
      footer .count {
        margin-inline-start: auto;
      }
      .note {
        margin: 8px;
      }
      /* In a row of its own it takes all of it. */
      @container files (max-width: 720px) {
        .filter {
          flex-basis: 100%;
          max-width: none;
        }
      }
      @container files (max-width: 430px) {
        .stepper {
          flex: 1 1 100%;
        }
        .tools .segments {
          flex: 1;
        }
        .tools .segments button {
          flex: 1;
        }
      }
    `,
  ];

  static override properties = { narrow: { type: Boolean } };

  /** True if the details have no place beside the files. */
  declare narrow: boolean;

  #view: View | null = null;
  #image: Image | null = null;
  /** What the view shows now, to see what differs. */
  #shown = "";
  #shownRevision = -1;
  /** The path that the grid was last told of or told. */
  #path: string | null = null;
  #running = false;
  #again = false;
  #error: LaminaError | null = null;
  /** Why Docker and podman refuse the layers; asked for where their result is wanted. */
  #refused: readonly Refusal[] = [];
  #filterTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.narrow = false;
  }

  get #grid(): TreeGrid | null {
    return this.renderRoot.querySelector<TreeGrid>("lamina-tree-grid");
  }

  override render(): TemplateResult {
    const { place, layers, layer } = this.ws;
    const changes = place.mode === "changes";
    return html`<div class="tools">
        ${layers.length > 1 ? this.#renderStepper() : nothing}
        ${segments(
          t.files.modeLabel,
          [
            { value: "merged", text: t.files.merged(layer + 1), title: t.files.mergedTitle },
            { value: "changes", text: t.files.changes(layer + 1), title: t.files.changesTitle },
          ],
          place.mode,
          (mode) => this.ws.go({ mode }),
        )}
        ${this.#renderRules()}
        <div class="filter">
          ${icon("search")}
          <input
            type="search"
            aria-label=${t.files.filter}
            placeholder=${t.files.filter}
            autocomplete="off"
            spellcheck="false"
            .value=${place.filter}
            @input=${this.#onFilter}
            @keydown=${this.#onFilterKey}
          />
          ${place.filter ? nothing : html`<kbd aria-hidden="true">/</kbd>`}
        </div>
      </div>
      ${this.#error ? note("error", this.#error.message) : this.#renderMissing()}
      ${this.#renderRefused()}
      <div class="over">
        <lamina-tree-grid
          .label=${changes ? t.files.changesOf(layer + 1) : t.files.tree}
          .busy=${this.#running || layers.some((one) => this.ws.isAwaited(one))}
          .sort=${place.sort}
          .descending=${place.descending}
          .changes=${changes}
          .filter=${nameFilter(place.filter)}
          @row-select=${(event: CustomEvent<Row>) => this.#selected(event.detail)}
          @row-open=${(event: CustomEvent<Row>) => this.#opened(event.detail)}
          @row-sort=${(event: CustomEvent<SortDetail>) => this.ws.go(event.detail)}
          @row-error=${(event: CustomEvent<unknown>) => this.#failed(event.detail)}
        ></lamina-tree-grid>
        ${this.#view?.rowCount === 0 ? html`<p class="empty">${this.#emptyText()}</p>` : nothing}
      </div>
      <footer>
        ${
          layers.length === 0
            ? t.layers.none
            : html`${chip(layer)}<span class="clip">${this.#footer(changes)}</span>`
        }
        <span class="count number" role="status"
          >${
            this.#view
              ? (place.filter ? t.files.matches : changes ? t.files.changed : t.files.paths)(
                  this.#view.matchCount,
                  f.integer(this.#view.matchCount),
                )
              : ""
          }</span
        >
        ${
          this.narrow
            ? html`<button type="button" class="plain" @click=${() => this.#openDetails()}>
                ${t.files.details}
              </button>`
            : nothing
        }
      </footer>`;
  }

  #renderStepper(): TemplateResult {
    const { layer, layers } = this.ws;
    const info = layers[layer];
    const step = (by: number, name: "down" | "up", label: string, off: boolean): TemplateResult =>
      html`<button
        type="button"
        class="plain icon"
        ?disabled=${off}
        aria-label=${label}
        title=${label}
        @click=${() => this.ws.goLayer(layer + by)}
      >
        ${icon(name)}
      </button>`;
    return html`<div class="stepper" role="group" aria-label=${t.files.stepper}>
      ${step(-1, "down", t.files.below, layer <= 0)}
      <input
        type="range"
        min="0"
        max=${layers.length - 1}
        .value=${String(layer)}
        aria-label=${t.files.stepper}
        aria-valuetext=${info ? t.files.sliderText(layer + 1, layers.length, visible(layerLine(info))) : nothing}
        title=${t.files.slider}
        @input=${this.#onSlide}
      />
      ${chip(layer)}${step(1, "up", t.files.above, layer >= layers.length - 1)}
    </div>`;
  }

  /** A tree in which layers are missing must say so: files of theirs are not in it. */
  #renderMissing(): TemplateResult | typeof nothing {
    const { layers, layer, place } = this.ws;
    const missing =
      place.mode === "changes"
        ? layers.filter((one) => one.position === layer && this.ws.isMissing(one))
        : layers.filter((one) => one.position <= layer && this.ws.isMissing(one));
    const first = missing[0];
    if (!first) return nothing;
    const numbers = missing.map(({ position }) => position + 1);
    return note(
      "warning",
      html`<strong>${t.files.missing(numbers)}</strong>
        <div>
          ${sentence(this.ws.problemOf(first)?.message ?? t.layers.stateHelp[first.state])}
        </div>`,
    );
  }

  /** A choice of rules, where there is anything to choose. */
  #renderRules(): TemplateResult | typeof nothing {
    const { rules } = this.ws.place;
    const view = this.#view;
    const same = !view || (view.differing === 0 && !view.refused);
    if (rules === "oci" && same) return nothing;
    return segments(
      t.files.rulesLabel,
      [
        { value: "oci", text: t.files.oci, title: t.files.ociTitle },
        { value: "overlayfs", text: t.files.overlayfs, title: t.files.overlayfsTitle },
      ],
      rules,
      (chosen) => this.ws.go({ rules: chosen }),
    );
  }

  #renderRefused(): TemplateResult | typeof nothing {
    const [first, ...more] = this.#refused;
    if (!first || this.ws.place.rules === "oci") return nothing;
    const { layer, problem } = first;
    return note(
      "warning",
      html`<strong>${t.files.refused}</strong>
        <div>
          ${t.files.refusedBy(layer + 1)} ${named(problem.message)} (${named(problem.where)})
        </div>
        ${more.length > 0 ? html`<div>${t.files.refusedMore(more.length)}</div>` : nothing}`,
    );
  }

  #footer(changes: boolean): string {
    const { layers, layer, place } = this.ws;
    if (changes) return t.files.footChanges(layer + 1);
    const missing = layers.some((one) => one.position <= layer && this.ws.isMissing(one));
    if (missing) return t.files.footPartly;
    if (place.rules === "overlayfs" && this.#view?.refused) return t.files.footRefused;
    if (place.rules === "overlayfs") return t.files.footOverlayfs(layer + 1, layers.length);
    const differing = this.#view?.differing ?? 0;
    return differing > 0
      ? t.files.footOci(differing)
      : t.files.footMerged(layer + 1, layers.length);
  }

  #emptyText(): string {
    const { place, layers } = this.ws;
    if (place.filter) return t.files.noMatch(place.filter);
    if (layers.some((one) => this.ws.isAwaited(one))) return t.files.reading;
    if (layers.some((one) => this.ws.isMissing(one))) return t.files.nothingRead;
    return place.mode === "changes" ? t.files.noChanges : t.files.nothing;
  }

  override focus(): void {
    this.#grid?.focus();
  }

  focusFilter(): void {
    const input = this.renderRoot.querySelector<HTMLInputElement>("input[type=search]");
    input?.focus();
    input?.select();
  }

  /** True while typed letters and digits belong to the tree. */
  get typing(): boolean {
    return this.#grid?.typing ?? false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#filterTimer);
    this.#view?.close();
    this.#view = null;
    this.#image = null;
  }

  protected override changed(): void {
    this.requestUpdate();
    void this.#sync();
  }

  override firstUpdated(): void {
    void this.#sync();
  }

  /** Brings the view to what the workspace says; one at a time, the last wish wins. */
  async #sync(): Promise<void> {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again) {
        this.#again = false;
        await this.#apply();
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#running = false;
      this.requestUpdate();
    }
  }

  async #apply(): Promise<void> {
    const { image, place, revision, layer } = this.ws;
    const grid = this.#grid;
    if (!grid || !this.isConnected) return;
    const options: ViewOptions = {
      layer: Math.max(0, layer),
      rules: place.rules,
      mode: place.mode,
      sort: place.sort,
      descending: place.descending,
      filter: place.filter,
    };
    const wish = JSON.stringify(options);

    if (image !== this.#image) {
      this.#view?.close();
      this.#view = null;
      this.#image = image;
      this.#path = null;
      this.#error = null;
      if (image && layer >= 0) {
        this.#view = await image.view(options);
        await this.#openShort(place.mode);
      }
      this.#shown = wish;
      this.#shownRevision = revision;
      await grid.show(this.#view);
    } else if (this.#view && (wish !== this.#shown || revision !== this.#shownRevision)) {
      const other = wish !== this.#shown;
      await this.#view.update(options);
      if (other) await this.#openShort(place.mode);
      this.#shown = wish;
      this.#shownRevision = revision;
      if (this.#path === null || this.#path !== place.path) await grid.refresh();
      else await grid.reveal(this.#path, { centre: other });
      if (other && place.filter) {
        const count = this.#view.matchCount;
        this.ws.announce(t.files.matches(count, f.integer(count)));
      }
    }
    this.#refused =
      image && this.#view?.refused && place.rules === "overlayfs"
        ? (await image.tree({ layer: Math.max(0, layer), rules: place.rules })).refused
        : [];
    // Asked for from outside, by a link or a version: it may have to wait for its layer.
    if (place.path !== this.#path && this.#view) {
      if (place.path === null) grid.unchoose();
      if (place.path === null || (await grid.reveal(place.path))) this.#path = place.path;
    }
    this.requestUpdate();
  }

  /** What a layer changed is mostly a short list, deep down: better seen at once. */
  async #openShort(mode: string): Promise<void> {
    const view = this.#view;
    if (!view || mode !== "changes" || view.matchCount > OPEN_ALL) return;
    for (const row of await view.rows(0, view.rowCount)) {
      if (row.level === 1 && row.expanded !== null) await view.toggle(row.node, true, true);
    }
  }

  #selected(row: Row): void {
    this.#path = row.path;
    this.ws.go({ path: row.path });
  }

  #openDetails(): void {
    this.ws.detailsOpen = true;
    this.ws.tell();
  }

  #opened(row: Row): void {
    if (row.expanded !== null) return;
    this.#path = row.path;
    this.ws.detailsOpen = true;
    this.ws.go({ path: row.path });
  }

  /** Without an announcement: the slider's own text is heard. */
  readonly #onSlide = (event: Event): void => {
    const layer = Number((event.target as HTMLInputElement).value);
    this.ws.go({ layer: layer === this.ws.layers.length - 1 ? null : layer });
  };

  readonly #onFilter = (event: Event): void => {
    const filter = (event.target as HTMLInputElement).value;
    clearTimeout(this.#filterTimer);
    this.#filterTimer = setTimeout(() => this.ws.go({ filter }), FILTER_PAUSE);
  };

  readonly #onFilterKey = (event: KeyboardEvent): void => {
    const input = event.target as HTMLInputElement;
    if (event.key === "Escape") {
      clearTimeout(this.#filterTimer);
      if (input.value === "") this.focus();
      input.value = "";
      this.ws.go({ filter: "" });
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      this.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #failed(error: unknown): void {
    const known = LaminaError.of(error);
    if (known.code === "aborted") return;
    this.#error = known;
    this.requestUpdate();
  }
}

/** What of the filter can be marked in a name: a filter with a `/` is matched against whole paths. */
function nameFilter(filter: string): string {
  return filter.slice(filter.lastIndexOf("/") + 1);
}

define("lamina-files", Files);
