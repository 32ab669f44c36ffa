import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { SearchQuery, Unread } from "../api/insight-types.js";
import { Panel, define } from "../element/panel.js";
import { chip, named, note } from "../element/parts.js";
import { base } from "../style/base.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { searchFields } from "./search-fields.js";
import type { Form } from "./search-form.js";
import type { Opened, SearchResults } from "./search-results.js";
import "./search-results.js";
import { SearchState, outcome } from "./search-run.js";
import type { Run, SortOrder } from "./search-run.js";
import { searchStyles } from "./search-styles.js";

/** A search in names waits for the typing to pause this long, and for this many letters. */
const PAUSE = 200;
const LETTERS = 2;
/** Of what could not be read that many are listed. */
const MOST_UNREAD = 100;

/** Looks for names, contents, digests and permissions, and shows what it finds while it goes on. */
export class Search extends Panel {
  static override styles = [base, searchStyles];

  #timer: ReturnType<typeof setTimeout> | undefined;

  get #state(): SearchState | null {
    const { archive } = this.ws;
    return archive && SearchState.of(this.ws, archive);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state;
    if (!state) return nothing;
    const { layers } = this.ws;
    if (layers.length === 0) return note("info", t.layers.none);
    const { latest, shown } = state;
    return html`<form
        role="search"
        aria-label=${t.search.title}
        @submit=${this.#onSubmit}
        @keydown=${this.#onFormKey}
      >
        ${searchFields(state.form, {
          fault: state.fault,
          layer: this.ws.layer,
          layers: layers.length,
          fill: (form) => this.#fill(form),
          run: (form) => this.#run(form),
        })}
      </form>
      ${latest ? this.#renderStatus(latest) : nothing}
      <div class="over" @keydown=${this.#onResultKey}>
        ${shown ? this.#renderShown(shown, state.revision) : html`<p class="empty">${t.search.idle}</p>`}
      </div>
      ${latest && latest.unread.length > 0 ? this.#renderUnread(latest.unread) : nothing}`;
  }

  /** What is going on, or what came of it. */
  #renderStatus(run: Run): TemplateResult {
    const { query, scope, layer } = run.asked;
    const { layers } = this.ws;
    const running = run.state === "running";
    const { bytes = 0, totalBytes = 0 } = run.progress ?? {};
    const waits = running && layers.some((one) => this.ws.isAwaited(one));
    return html`<div class="status">
      <span class="said"
        ><strong>${waits ? t.search.waiting : running ? t.search.running : ""}</strong> ${
          waits || (running && run.told === 0) ? nothing : this.#outcome(run)
        }
        ${
          running
            ? nothing
            : html`<span class="asked"
                >${t.search.for} ${askedText(query)}
                ${t.search.where(scope, layer + 1, layers.length)}</span
              >`
        }</span
      >
      ${
        running
          ? html`<progress
                max="1"
                value=${totalBytes > 0 ? bytes / totalBytes : nothing}
                aria-label=${t.search.running}
              ></progress>
              <span class="number dim"
                >${totalBytes > 0 ? t.ask.read(f.bytes(bytes), f.bytes(totalBytes)) : nothing}</span
              >
              <span class="end"
                ><button type="button" @click=${() => this.stop()}>${t.search.stop}</button></span
              >`
          : html`<span class="end">${this.#renderAgain(run)} ${this.#renderOrder(run)}</span>`
      }
    </div>`;
  }

  /** What is wrong with a pattern stands below its field, and other failures where the results would be. */
  #outcome(run: Run): string {
    return run.state === "failed" ? t.search.failed : outcome(run);
  }

  /** The layer that is looked at may be another by now. */
  #renderAgain({ asked }: Run): TemplateResult | typeof nothing {
    const { layer, place } = this.ws;
    if (asked.scope === "layers" || (asked.layer === layer && asked.rules === place.rules)) {
      return nothing;
    }
    return html`<button type="button" @click=${() => this.#run({ scope: "merged" })}>
      ${t.search.again(layer + 1)}
    </button>`;
  }

  #renderOrder(run: Run): TemplateResult | typeof nothing {
    if (run.files.length < 2) return nothing;
    return html`<label
      ><input
        type="checkbox"
        .checked=${run.order === "path"}
        @change=${(event: Event) => {
          const order: SortOrder = (event.target as HTMLInputElement).checked ? "path" : "found";
          run.order = order;
          this.requestUpdate();
          this.#results?.requestUpdate();
        }}
      />${t.search.byPath}</label
    >`;
  }

  #renderShown(run: Run, revision: number): TemplateResult {
    if (run.state === "failed" && run.error) {
      const { message, help, code } = run.error;
      if (code === "usage") return html``;
      return note("error", html`${sentence(message)}${help ? html`<br />${help}` : nothing}`);
    }
    if (run.files.length === 0) {
      const widen =
        run.asked.scope === "merged" && this.ws.layers.length > 1
          ? html`<button type="button" @click=${() => this.#run({ scope: "layers" })}>
              ${t.search.widen}
            </button>`
          : nothing;
      return run.state === "running"
        ? html``
        : html`<div class="empty">
            <p>${t.search.nothing}</p>
            ${run.state === "done" ? widen : nothing}
          </div>`;
    }
    return html`<lamina-search-results
      .run=${run}
      .revision=${revision}
      @result-open=${(event: CustomEvent<Opened>) => this.#open(run, event.detail)}
      @results-leave=${() => this.#focusField()}
    ></lamina-search-results>`;
  }

  #renderUnread(unread: readonly Unread[]): TemplateResult {
    const more = unread.length - MOST_UNREAD;
    return html`<details>
      <summary>${t.ask.unread(unread.length)}</summary>
      <ul>
        ${unread.slice(0, MOST_UNREAD).map(
          ({ layer, path, message }) =>
            html`<li>
              ${chip(layer, t.layers.layer(layer + 1))}
              ${path ? named(path) : t.layers.layer(layer + 1)}:
              <span class="dim">${visible(sentence(message))}</span>
            </li>`,
        )}
        ${more > 0 ? html`<li>${t.search.unreadMore(f.integer(more))}</li>` : nothing}
      </ul>
    </details>`;
  }

  // --- what the reader does -----------------------------------------------------------------------

  /** Puts the keyboard into the field, to look for something in contents. */
  async searchContents(): Promise<void> {
    this.#state?.fill({ what: "content" });
    await this.updateComplete;
    this.#focusField();
  }

  /** Stops the search that is going on; false if there is none. */
  stop(): boolean {
    clearTimeout(this.#timer);
    return this.#state?.stop() ?? false;
  }

  /** A search in names starts by itself; what reads the layers waits to be started. */
  #fill(form: Partial<Form>): void {
    const state = this.#state;
    if (!state) return;
    state.fill(form);
    clearTimeout(this.#timer);
    if (state.form.what !== "name" || state.form.text.length < LETTERS) return;
    this.#timer = setTimeout(() => void state.start(), PAUSE);
  }

  #run(form: Partial<Form> = {}): void {
    clearTimeout(this.#timer);
    this.#state?.fill(form);
    void this.#state?.start();
  }

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#run();
  };

  readonly #onFormKey = (event: KeyboardEvent): void => {
    const input = event.composedPath()[0];
    const inText = input instanceof HTMLInputElement && /^(text|search)$/.test(input.type);
    if (event.key === "Escape" ? !this.stop() : event.key !== "ArrowDown" || !inText) return;
    if (event.key === "ArrowDown") this.#results?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #onResultKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    if (!this.stop()) this.#focusField();
    event.preventDefault();
    event.stopPropagation();
  };

  get #results(): SearchResults | null {
    return this.renderRoot.querySelector<SearchResults>("lamina-search-results");
  }

  #focusField(): void {
    const field = this.renderRoot.querySelector<HTMLElement>("#text, .saved button");
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  }

  /** Shows the file in the tree; what the view does not have, as the version of its layer. */
  #open({ asked }: Run, { file, place: spot }: Opened): void {
    const { ws } = this;
    const { layer, place } = ws;
    const newest = ws.layers.length - 1;
    const seenAs = asked.scope === "layers" ? newest : asked.layer;
    const inView = file.visible && seenAs === layer && asked.rules === place.rules;
    ws.detailsOpen = true;
    ws.go({
      tab: "files",
      mode: "merged",
      filter: "",
      path: file.path,
      version: inView ? null : file.layer,
      spot: spot && { offset: spot.offset, length: spot.length, line: spot.line },
    });
    ws.announce(t.search.opened(visible(file.path)));
    // This panel goes, and the keyboard with it.
    this.dispatchEvent(new CustomEvent("search-open"));
  }
}

/** What was looked for, in a few words. */
function askedText(query: SearchQuery): TemplateResult | string {
  switch (query.what) {
    case "name":
    case "content":
      return html`<code>${named(query.pattern.text)}</code>${
          query.what === "content" && query.files
            ? html` (<code>${named(query.files.text)}</code>)`
            : nothing
        }`;
    case "sha256":
      return html`<code>${named(query.digest)}</code>`;
    case "permissions":
      return t.search.saved[query.any?.[0] ?? "all"];
  }
}

define("lamina-search", Search);
