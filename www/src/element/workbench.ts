import { css, html } from "lit";
import type { TemplateResult } from "lit";

import "../panels/config.js";
import "../panels/details.js";
import type { Files } from "../panels/files.js";
import "../panels/files.js";
import "../panels/history.js";
import "../panels/images.js";
import "../panels/integrity.js";
import "../panels/layers.js";
import "../panels/save.js";
import type { Search } from "../panels/search.js";
import { base } from "../style/base.js";
import { t } from "../text/text.js";
import { Panel, define } from "./panel.js";
import { note } from "./parts.js";
import "./splitter.js";
import { styled } from "./styled.js";
import { TABS } from "./workspace.js";
import type { Tab } from "./workspace.js";

/** How much room there is: for three columns, two, or one. */
export type Width = "wide" | "middle" | "narrow";

/** The panels that are loaded when they are first looked at. */
const LATER: Partial<Record<Tab, () => Promise<unknown>>> = {
  space: () => import("../panels/space.js"),
  search: () => import("../panels/search.js"),
  packages: () => import("../panels/packages.js"),
  secrets: () => import("../panels/secrets.js"),
  compare: () => import("../panels/compare.js"),
};

/** An open archive: its images and layers at the side, and one of the views of them. */
export class Workbench extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      nav {
        flex: none;
        border-bottom: 1px solid var(--line);
      }
      .tabs {
        display: flex;
        gap: 2px;
        padding: 0 8px;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .tabs button {
        flex: none;
        min-height: 36px;
        padding: 4px 12px;
        border: 0;
        border-bottom: 2px solid transparent;
        border-radius: 0;
        background: none;
        color: var(--text-dim);
        font-weight: 550;
      }
      .tabs button:hover {
        color: var(--text);
        background: none;
      }
      .tabs button[aria-selected="true"] {
        color: var(--text);
        border-bottom-color: var(--accent);
      }
      .tabs button:focus-visible {
        outline-offset: -3px;
      }
      @media (forced-colors: active) {
        .tabs button:not([aria-selected="true"]) {
          border-bottom-color: Canvas;
        }
      }
      .body {
        flex: 1;
        position: relative;
        display: grid;
        grid-template-columns: minmax(220px, 272px) minmax(0, 1fr);
        min-height: 0;
      }
      aside {
        display: flex;
        flex-direction: column;
        min-height: 0;
        border-inline-end: 1px solid var(--line);
        background: var(--bg-side);
      }
      lamina-layers {
        flex: 1;
      }
      main {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      .panel {
        flex: 1;
        display: grid;
        min-height: 0;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr);
      }
      .files {
        grid-template-columns: minmax(280px, 1fr) 1px minmax(280px, var(--details));
      }
      lamina-details {
        background: var(--bg);
        min-height: 0;
        min-width: 0;
      }
      .veil {
        display: none;
      }

      /* Two columns: the details come over the files. */
      :host(:not([width="wide"])) .files {
        grid-template-columns: minmax(0, 1fr);
      }
      :host(:not([width="wide"])) :is(lamina-details, lamina-splitter) {
        display: none;
      }
      :host(:not([width="wide"])) .details-open lamina-details {
        display: flex;
        grid-area: 1 / 1;
        z-index: 1;
      }
      :host(:not([width="wide"])) .details-open lamina-files {
        visibility: hidden;
        grid-area: 1 / 1;
      }

      /* One column: the side comes over everything. */
      :host([width="narrow"]) .body {
        grid-template-columns: minmax(0, 1fr);
      }
      :host([width="narrow"]) aside {
        display: none;
      }
      :host([width="narrow"]) .side-open aside {
        display: flex;
        position: absolute;
        inset: 0 auto 0 0;
        width: min(300px, 86%);
        z-index: 10;
        box-shadow: var(--shadow);
      }
      :host([width="narrow"]) .side-open .veil {
        display: block;
        position: absolute;
        inset: 0;
        z-index: 9;
        background: rgb(10 15 25 / 40%);
      }
      :host([width="narrow"]) .tabs button {
        padding: 4px 8px;
      }
    `,
  ];

  static override properties = { width: { reflect: true } };

  declare width: Width;
  /** Percent of the room beside the side that the details have. */
  #share = 38;
  /** Panels that were looked at, and those whose script did not load. */
  readonly #asked = new Set<Tab>();
  readonly #failed = new Set<Tab>();

  constructor() {
    super();
    this.width = "wide";
  }

  override updated(): void {
    // Where there is no room for all tabs, the chosen one is in sight.
    const tab = this.renderRoot.querySelector(`#tab-${this.ws.place.tab}`);
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  override render(): TemplateResult {
    const { archive, place, sideOpen, detailsOpen } = this.ws;
    const files = place.tab === "files";
    return html`<nav aria-label=${t.bar.tabs}>${this.#renderTabs()}</nav>
      <div class="body ${sideOpen ? "side-open" : ""}">
        <div class="veil" @click=${() => this.ws.toggleSide()}></div>
        <aside aria-label=${t.bar.images}>
          <lamina-images .ws=${this.ws}></lamina-images>
          <lamina-layers .ws=${this.ws}></lamina-layers>
          <lamina-integrity .ws=${this.ws}></lamina-integrity>
        </aside>
        <main>
          <div
            id="panel"
            role="tabpanel"
            aria-labelledby="tab-${place.tab}"
            class="panel ${files ? "files" : ""} ${files && detailsOpen ? "details-open" : ""}"
            ${styled({ "--details": `${this.#share}%` })}
          >
            ${
              archive?.images.length === 0
                ? note("info", t.open.noImages)
                : this.#renderPanel(place.tab)
            }
          </div>
        </main>
      </div>`;
  }

  #renderTabs(): TemplateResult {
    const chosen = this.ws.place.tab;
    return html`<div
      class="tabs"
      role="tablist"
      aria-label=${t.bar.tabs}
      @keydown=${this.#onTabKey}
    >
      ${TABS.map(
        (tab) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${tab}"
            aria-selected=${tab === chosen}
            aria-controls="panel"
            tabindex=${tab === chosen ? 0 : -1}
            @click=${() => this.ws.go({ tab })}
          >
            ${t.tabs[tab]}
          </button>`,
      )}
    </div>`;
  }

  #renderPanel(tab: Tab): TemplateResult {
    if (this.#failed.has(tab)) return note("error", t.ask.notLoaded);
    // The element comes to life when its script is there.
    if (!this.#asked.has(tab)) {
      this.#asked.add(tab);
      LATER[tab]?.().catch(() => {
        this.#failed.add(tab);
        this.requestUpdate();
      });
    }
    switch (tab) {
      case "files":
        return html`<lamina-files .ws=${this.ws} ?narrow=${this.width !== "wide"}></lamina-files>
          <lamina-splitter
            .label=${t.details.width}
            .value=${this.#share}
            @split=${(event: CustomEvent<number>) => this.#split(event.detail)}
          ></lamina-splitter>
          <lamina-details
            .ws=${this.ws}
            ?narrow=${this.width !== "wide"}
            @details-close=${() => this.#closeDetails()}
          ></lamina-details>`;
      case "history":
        return html`<lamina-history .ws=${this.ws}></lamina-history>`;
      case "space":
        return html`<lamina-space .ws=${this.ws}></lamina-space>`;
      case "search":
        return html`<lamina-search
          .ws=${this.ws}
          @search-open=${() => this.#focusTab("files")}
        ></lamina-search>`;
      case "packages":
        return html`<lamina-packages .ws=${this.ws}></lamina-packages>`;
      case "secrets":
        return html`<lamina-secrets .ws=${this.ws}></lamina-secrets>`;
      case "compare":
        return html`<lamina-compare .ws=${this.ws}></lamina-compare>`;
      case "config":
        return html`<lamina-config .ws=${this.ws}></lamina-config>`;
      case "save":
        return html`<lamina-save .ws=${this.ws}></lamina-save>`;
    }
  }

  /** True while typed letters and digits belong to the tree. */
  get typing(): boolean {
    return this.#files?.typing ?? false;
  }

  /** Does what a key of the page means; false if it means nothing here. */
  act(key: string): boolean {
    const { ws } = this;
    const tab = TABS[Number(key) - 1];
    if (tab) {
      ws.go({ tab });
      return true;
    }
    switch (key) {
      case "/":
        ws.detailsOpen = false;
        ws.go({ tab: "files" });
        void this.updateComplete.then(() => this.#files?.focusFilter());
        return true;
      case "f":
        ws.go({ tab: "search" });
        void this.#searchContents();
        return true;
      case "[":
      case "]":
        ws.goLayer(ws.layer + (key === "]" ? 1 : -1));
        return true;
      case "\\":
        ws.go({ tab: "files", mode: ws.place.mode === "merged" ? "changes" : "merged" });
        return true;
      case "Escape":
        return this.#escape();
      default:
        return false;
    }
  }

  /** Closes the topmost of what is open. */
  #escape(): boolean {
    const { ws } = this;
    const { filter, path, tab } = ws.place;
    if (ws.sideOpen) ws.toggleSide();
    else if (tab === "search") return this.#search?.stop?.() ?? false;
    else if (tab !== "files") return false;
    else if (ws.detailsOpen && this.width !== "wide") this.#closeDetails();
    else if (filter) ws.go({ filter: "" });
    else if (path !== null) this.#closeDetails();
    else return false;
    return true;
  }

  get #files(): Files | null {
    return this.renderRoot.querySelector<Files>("lamina-files");
  }

  /** Undefined as long as its script is not there. */
  get #search(): Partial<Search> | null {
    return this.renderRoot.querySelector<Search>("lamina-search");
  }

  async #searchContents(): Promise<void> {
    // Of a script that does not load, the panel tells.
    await LATER.search?.().catch(() => undefined);
    await this.updateComplete;
    await this.#search?.searchContents?.();
  }

  readonly #onTabKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = TABS.indexOf(this.ws.place.tab);
    const next = TABS[(at + step + TABS.length) % TABS.length] ?? "files";
    this.ws.go({ tab: next });
    this.#focusTab(next);
  };

  #focusTab(tab: Tab): void {
    this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  }

  #split(pixels: number): void {
    const room = this.renderRoot.querySelector("#panel")?.clientWidth ?? 1;
    this.#share = Math.min(75, Math.max(25, this.#share + (100 * pixels) / room));
    this.requestUpdate();
  }

  #closeDetails(): void {
    this.ws.detailsOpen = false;
    // Where they cover the files, what was chosen stays chosen.
    this.ws.go(this.width === "wide" ? { path: null } : {});
    void this.updateComplete.then(() => this.#files?.focus());
  }
}

define("lamina-workbench", Workbench);
