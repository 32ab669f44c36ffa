import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { DifferenceKind, DifferentIn, PathDifference } from "../api/insight-types.js";
import type { Entry, Image } from "../api/types.js";
import { listenForDrops } from "../element/drops.js";
import { filesBelow } from "../element/folder.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { named, note, segments } from "../element/parts.js";
import { working } from "../element/question.js";
import "../element/splitter.js";
import { styled } from "../element/styled.js";
import "../preview/difference-view.js";
import type { DifferenceSide } from "../preview/difference-view.js";
import { base } from "../style/base.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { compareStyles } from "./compare-styles.js";
import { Comparing } from "./comparing.js";
import type { Choice, Compared, CompareSection } from "./comparing.js";
import { compareSummary } from "./compare-summary.js";
import { DIFFERING } from "./difference-filter.js";
import type { DifferenceFilter } from "./difference-filter.js";
import { differenceLetter } from "./difference-grid.js";
import type { DifferenceGrid } from "./difference-grid.js";
import { SETTINGS_PAGE, settingTable } from "./setting-table.js";

/** The difference stands beside the list from this width on, in pixels; below it covers the list. */
const TWO_COLUMNS = 800;

/** The image at hand compared with another, of this archive or of one that is opened here. */
export class Compare extends Panel {
  static override styles = [base, compareStyles];

  #listening: AbortController | null = null;
  #dragging = false;
  #narrow = false;
  /** Percent of the room that the difference has. */
  #share = 55;
  #most = SETTINGS_PAGE;
  #error: LaminaError | null = null;
  /** The chosen difference, and its sides: they stay the same objects while it is shown. */
  #shown: {
    difference: PathDifference;
    from: DifferenceSide | null;
    to: DifferenceSide | null;
  } | null = null;
  /** Kept while the browser's dialog is open. */
  #input: HTMLInputElement | null = null;
  readonly #resizes = new ResizeObserver(() => this.#resized());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
    this.#listening = new AbortController();
    listenForDrops(
      this,
      {
        over: (over) => {
          if (over === this.#dragging) return;
          this.#dragging = over;
          this.requestUpdate();
        },
        drop: (dropped, more) => {
          if (dropped instanceof File) void this.#state?.open(dropped, dropped.name);
          else void this.#openFolder(dropped);
          if (more) this.ws.announce(t.open.onlyOne);
        },
      },
      this.#listening.signal,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
    this.#listening?.abort();
  }

  get #state(): Comparing | null {
    return Comparing.of(this.ws);
  }

  async #openFolder(folder: FileSystemDirectoryEntry): Promise<void> {
    const state = this.#state;
    try {
      await state?.open(await filesBelow(folder), folder.name);
    } catch (thrown) {
      if (state)
        state.opening = { state: "failed", name: folder.name, error: LaminaError.of(thrown) };
      this.ws.tell();
    }
  }

  /** Shows the browser's file dialog. */
  #pick(): void {
    const input = (this.#input ??= document.createElement("input"));
    input.type = "file";
    input.onchange = () => {
      const file = input.files?.[0];
      // Choosing the same file again shall be a choice too.
      input.value = "";
      if (file) void this.#state?.open(file, file.name);
    };
    input.click();
  }

  #resized(): void {
    const narrow = this.clientWidth < TWO_COLUMNS;
    if (narrow === this.#narrow) return;
    this.#narrow = narrow;
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state;
    if (!state) return nothing;
    const { answer } = state.compared;
    return html`${this.#renderChoice(state)} ${this.#renderOther(state)}
    ${answer ? this.#renderAnswer(state, answer) : this.#renderStart(state)}
    ${this.#dragging ? html`<div class="drop-here">${t.compare.dropHere}</div>` : nothing}`;
  }

  // --- what is compared -------------------------------------------------------------------------

  #renderChoice(state: Comparing): TemplateResult {
    const text = t.compare;
    const { from, to, other } = state;
    const ready = from && to && from !== to;
    const busy = state.compared.asked.state === "running";
    return html`<div class="choose">
      <div class="pair">
        ${this.#renderSelect(state, "from")}
        <button
          type="button"
          class="icon swap"
          aria-label=${text.swap}
          title=${text.swap}
          ?disabled=${!ready}
          @click=${() => state.swap()}
        >
          ${icon("swap")}
        </button>
        ${this.#renderSelect(state, "to")}
      </div>
      <button
        type="button"
        class=${state.compared.answer ? "" : "primary"}
        ?disabled=${!ready || busy}
        @click=${() => void state.compare()}
      >
        ${state.compared.answer ? text.again : text.start}
      </button>
      <button type="button" @click=${() => this.#pick()}>
        ${icon("open")}${other ? text.openOther : text.open}
      </button>
    </div>`;
  }

  #renderSelect(state: Comparing, side: "from" | "to"): TemplateResult {
    const text = t.compare;
    const { own, other } = state.choices;
    const all = [...own, ...other];
    const chosen = state[side];
    const title = side === "from" ? text.fromTitle : text.toTitle;
    const options = (choices: readonly Choice[], offset: number): TemplateResult[] =>
      choices.map(
        ({ image }, index) =>
          html`<option value=${offset + index} .selected=${image === chosen}>
            ${state.labelOf(image)}
          </option>`,
      );
    const change = (event: Event): void => {
      const choice = all[Number((event.target as HTMLSelectElement).value)];
      if (choice) state.choose(side, choice.image);
    };
    return html`<label title=${title}
      >${side === "from" ? text.from : text.to}
      <select @change=${change} ?disabled=${chosen === null}>
        ${chosen === null ? html`<option>${text.noOther}</option>` : nothing}
        ${
          other.length === 0
            ? options(own, 0)
            : html`<optgroup label=${text.thisArchive(visible(this.ws.archive?.name ?? ""))}>
                  ${options(own, 0)}
                </optgroup>
                <optgroup label=${text.otherArchive(visible(state.other?.name ?? ""))}>
                  ${options(other, own.length)}
                </optgroup>`
        }
      </select></label
    >`;
  }

  /** The archive that is compared with: on its way, open, or why it is not. */
  #renderOther(state: Comparing): TemplateResult | typeof nothing {
    const text = t.compare;
    const { opening, other, progress } = state;
    if (opening.state === "opening") {
      const { bytes = 0, totalBytes = 0 } = opening.progress ?? {};
      const doing = text.opening(visible(opening.name));
      return html`<div class="other" role="status">
        <span class="clip">${doing}</span>
        <progress
          max="1"
          .value=${totalBytes > 0 ? bytes / totalBytes : 0}
          aria-label=${doing}
        ></progress>
        <button type="button" class="plain" @click=${() => state.closeOther()}>${t.cancel}</button>
      </div>`;
    }
    if (opening.state === "failed") {
      const { message, help } = opening.error;
      return note(
        "error",
        html`<strong>${text.failed(visible(opening.name))}</strong> ${sentence(message)}${
            help ? html`<br />${help}` : nothing
          }`,
      );
    }
    if (!other) return nothing;
    const name = visible(other.name);
    return html`<div class="other">
      ${
        progress
          ? html`<span class="clip"
                >${text.readingOther(
                  name,
                  String(progress.layers),
                  String(progress.totalLayers),
                )}</span
              ><progress
                max="1"
                .value=${progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0}
                aria-label=${t.progress.label}
              ></progress>`
          : html`<span class="clip">${text.otherArchive(name)}</span>`
      }
      <button type="button" class="plain" @click=${() => state.closeOther()}>
        ${text.closeOther}
      </button>
    </div>`;
  }

  #renderStart(state: Comparing): TemplateResult {
    const text = t.compare;
    const { from, to, compared } = state;
    if (compared.asked.state === "running") {
      return html`${working(compared, text.working)}
        <p class="hint">${text.workingHelp}</p>`;
    }
    const alone = state.choices.own.length + state.choices.other.length < 2;
    return html`<div class="start">
      ${working(compared, text.working)}
      <p>${text.lead}</p>
      <p class="dim">${alone ? text.onlyOne : text.several}</p>
      ${from && from === to ? note("info", text.same) : nothing}
    </div>`;
  }

  // --- what came of it --------------------------------------------------------------------------

  #renderAnswer(state: Comparing, answer: Compared): TemplateResult {
    const { comparison, tree } = answer;
    const text = t.compare;
    const { totals, settings } = comparison;
    const count = DIFFERING.reduce((sum, kind) => sum + totals[kind].count, 0);
    const packages = state.packages.answer;
    return html`${compareSummary(comparison, (image) => state.labelOf(image))}
      <div class="tools">
        ${segments<CompareSection>(
          text.section,
          [
            { value: "files", text: text.files(f.integer(count)) },
            { value: "config", text: text.config(f.integer(settings.length)) },
            {
              value: "packages",
              text: packages ? text.packagesOf(f.integer(packages.length)) : text.packages,
            },
          ],
          state.section,
          (section) => {
            state.section = section;
            this.#most = SETTINGS_PAGE;
            this.requestUpdate();
          },
        )}
        ${state.section === "files" && count > 0 ? this.#renderFilter(answer) : nothing}
      </div>
      ${this.#renderSection(state, answer, count, tree.chosen)}`;
  }

  #renderSection(
    state: Comparing,
    answer: Compared,
    count: number,
    chosen: PathDifference | null,
  ): TemplateResult {
    switch (state.section) {
      case "files":
        return count === 0
          ? html`<p class="hint">${t.compare.nothing}</p>`
          : this.#renderFiles(state, answer, chosen);
      case "config":
        return this.#renderSettings(answer);
      case "packages":
        return this.#renderPackages(state);
    }
  }

  #renderFilter({ tree, comparison }: Compared): TemplateResult {
    const text = t.compare;
    const { filter } = tree;
    const set = (change: Partial<DifferenceFilter>): void => {
      this.#error = null;
      tree.show({ ...filter, ...change }).catch((error: unknown) => this.#failed(error));
      this.requestUpdate();
    };
    const turn = (kind: DifferenceKind): void => {
      const on = filter.kinds.includes(kind);
      const kinds = DIFFERING.filter((one) => (one === kind ? !on : filter.kinds.includes(one)));
      set({ kinds });
    };
    const kinds = DIFFERING.filter(
      (kind) => kind !== "unknown" || comparison.totals.unknown.count > 0,
    );
    const words: [DifferentIn, string][] = Object.entries(text.in) as [DifferentIn, string][];
    return html`<fieldset>
        <legend class="heard">${text.kinds}</legend>
        ${kinds.map(
          (kind) =>
            html`<label
              ><input
                type="checkbox"
                .checked=${filter.kinds.includes(kind)}
                @change=${() => turn(kind)}
              />${text.kind[kind]}</label
            >`,
        )}
      </fieldset>
      <label
        >${text.what}
        <select
          @change=${(event: Event) =>
            set({ what: (event.target as HTMLSelectElement).value as DifferenceFilter["what"] })}
        >
          <option value="anything" .selected=${filter.what === "anything"}>${text.anything}</option>
          ${words.map(
            ([value, word]) =>
              html`<option value=${value} .selected=${filter.what === value}>${word}</option>`,
          )}
        </select></label
      >
      <label
        ><input
          type="checkbox"
          .checked=${filter.noTime}
          @change=${() => set({ noTime: !filter.noTime })}
        />${text.noTime}</label
      >`;
  }

  #renderFiles(
    state: Comparing,
    { tree, comparison }: Compared,
    chosen: PathDifference | null,
  ): TemplateResult {
    const text = t.compare;
    const empty = tree.root.nodes.length === 0 && !tree.sorting;
    return html`<div
      class="body ${this.#narrow ? "narrow" : ""} ${chosen ? "chosen" : ""}"
      ${styled({ "--details": `${this.#share}%` })}
    >
      <div class="list">
        ${this.#error ? note("error", sentence(this.#error.message)) : nothing}
        ${
          tree.sorting
            ? html`<p class="hint" role="status">
                ${text.sorting(f.integer(tree.sorting.done), f.integer(tree.sorting.total))}
              </p>`
            : nothing
        }
        ${
          empty
            ? html`<p class="hint">${text.noneLeft}</p>`
            : html`<lamina-difference-grid
                .tree=${tree}
                .revision=${{}}
                ?narrow=${this.#narrow}
                @row-choose=${() => this.requestUpdate()}
                @row-error=${(event: CustomEvent<unknown>) => this.#failed(event.detail)}
              ></lamina-difference-grid>`
        }
      </div>
      <lamina-splitter
        .label=${text.width}
        .value=${this.#share}
        @split=${(event: CustomEvent<number>) => this.#split(event.detail)}
      ></lamina-splitter>
      <div class="detail">
        ${
          chosen
            ? this.#renderChosen(state, { tree, comparison }, chosen)
            : html`<p class="hint">${text.choose}</p>`
        }
      </div>
    </div>`;
  }

  #renderChosen(
    state: Comparing,
    { tree, comparison }: Compared,
    difference: PathDifference,
  ): TemplateResult {
    const { before, after, path, kind } = difference;
    if (this.#shown?.difference !== difference) {
      this.#shown = {
        difference,
        from: before && sideOf(state.labelOf(comparison.before), comparison.before, before),
        to: after && sideOf(state.labelOf(comparison.after), comparison.after, after),
      };
    }
    const back = (): void => {
      tree.chosen = null;
      this.requestUpdate();
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<DifferenceGrid>("lamina-difference-grid")?.focus(),
      );
    };
    const label = this.#narrow ? t.compare.back : t.close;
    const close = html`<button
      type="button"
      class="plain icon"
      aria-label=${label}
      title=${label}
      @click=${back}
    >
      ${icon(this.#narrow ? "back" : "close")}
    </button>`;
    return html`<header>
        ${this.#narrow ? close : nothing}${differenceLetter(kind)}
        <h2>${named(path)}</h2>
        ${this.#narrow ? nothing : html`${close}`}
      </header>
      <lamina-difference .from=${this.#shown.from} .to=${this.#shown.to}></lamina-difference>`;
  }

  #renderSettings({ comparison: { settings } }: Compared): TemplateResult {
    const text = t.compare;
    if (settings.length === 0) return html`<p class="hint">${text.noSettings}</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${text.settings}>
      ${settingTable(
        {
          label: text.settings,
          columns: [text.sectionName, text.setting],
          names: ({ section, key }) => [text.settingSection[section] ?? section, key],
        },
        settings,
        this.#most,
        () => this.#more(),
      )}
    </div>`;
  }

  #renderPackages(state: Comparing): TemplateResult {
    const text = t.compare;
    const { packages } = state;
    const { answer, asked } = packages;
    if (!answer) {
      return html`<div class="start">
        ${working(packages, text.packagesWorking)}
        ${
          asked.state === "running"
            ? nothing
            : html`<p>${text.packagesHelp}</p>
                <button type="button" class="primary" @click=${() => void state.comparePackages()}>
                  ${text.askPackages}
                </button>`
        }
      </div>`;
    }
    if (answer.length === 0) return html`<p class="hint">${text.noPackages}</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${text.packagesTable}>
      ${settingTable(
        {
          label: text.packagesTable,
          columns: [text.packageKind, text.package],
          names: ({ key }) => {
            const [kind = "", ...name] = key.split(" ");
            return [kind, name.join(" ")];
          },
        },
        answer,
        this.#most,
        () => this.#more(),
      )}
    </div>`;
  }

  #more(): void {
    this.#most += SETTINGS_PAGE;
    this.requestUpdate();
  }

  #split(pixels: number): void {
    const room = this.clientWidth || 1;
    this.#share = Math.min(75, Math.max(25, this.#share + (100 * pixels) / room));
    this.requestUpdate();
  }

  #failed(error: unknown): void {
    this.#error = LaminaError.of(error);
    this.requestUpdate();
  }
}

/** A path of an image, as its newest layers have it. */
function sideOf(label: string, image: Image, entry: Entry): DifferenceSide {
  const read = async (signal: AbortSignal): Promise<Blob> =>
    (await image.tree()).read(entry.path, { signal });
  return { label, entry, read };
}

define("lamina-compare", Compare);
