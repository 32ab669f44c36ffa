import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import { openArchive } from "../api/open.js";
import { nameOfUrl } from "../api/source.js";
import type { Archive, Progress, Source } from "../api/types.js";
import "../panels/config.js";
import "../panels/details.js";
import "../panels/dialogs.js";
import type { Files } from "../panels/files.js";
import "../panels/files.js";
import "../panels/history.js";
import "../panels/images.js";
import "../panels/layers.js";
import "../panels/save.js";
import type { Welcome } from "../panels/welcome.js";
import "../panels/welcome.js";
import { base } from "../style/base.js";
import { tokens } from "../style/tokens.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { explorerStyles } from "./explorer-styles.js";
import { icon } from "./icons.js";
import { carriesFiles, droppedFile } from "./opening.js";
import type { Opening } from "./opening.js";
import { named, note } from "./parts.js";
import { recall, remember } from "./settings.js";
import "./splitter.js";
import { styled } from "./styled.js";
import { TABS, Workspace } from "./workspace.js";
import type { Tab } from "./workspace.js";

/** From these widths on there is room for a second and a third column. */
const TWO_COLUMNS = 680;
const THREE_COLUMNS = 980;

/**
 * The explorer: opens an archive and shows it. The standalone page is this element with the
 * attribute `page`, which makes the whole window take drops and keys.
 *
 * Attributes: `src` (an archive's URL, downloaded whole), `theme` (`light`, `dark`, else the
 * system's), `page`. Methods: `open(source)`, `close()`.
 */
export class LaminaExplorer extends LitElement {
  static override styles = [tokens, base, explorerStyles];

  static override properties = {
    src: {},
    theme: { reflect: true },
    page: { type: Boolean },
    width: { reflect: true },
  };

  declare src: string;
  declare theme: "" | "light" | "dark";
  declare page: boolean;
  /** How much room there is: set by the element itself, for its styles. */
  declare width: "wide" | "middle" | "narrow";

  readonly #ws = new Workspace();
  #opening: Opening = { state: "none" };
  #dialog: "" | "help" | "problems" = "";
  #dragging = false;
  /** Percent of the room beside the side that the details have. */
  #share = 38;
  /** Single letters as keys can be switched off: speech input would type them by accident. */
  #keys = recall("keys") !== "off";
  #said = "";
  #listening: AbortController | null = null;
  #resizes: ResizeObserver | null = null;
  #unwatch: (() => void) | null = null;

  constructor() {
    super();
    this.src = "";
    this.theme = "";
    this.page = false;
    this.width = "wide";
    this.#ws.announce = (text) => this.#announce(text);
  }

  /** The archive that is shown. */
  get archive(): Archive | null {
    return this.#ws.archive;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = this.#ws.watch(() => this.requestUpdate());
    this.#resizes = new ResizeObserver(() => this.#resized());
    this.#resizes.observe(this);
    this.#listen();
    if (this.page && !this.theme) this.#setTheme(recall("theme"));
    if (this.src && this.#opening.state === "none") void this.#openSrc();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#resizes?.disconnect();
    this.#listening?.abort();
    // Workers and their memory go with the element; a moved one opens its `src` again.
    this.close();
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.page) document.title = titleOf(this.#ws.archive);
    if (changed.has("src") && changed.get("src") !== undefined && this.src) void this.#openSrc();
    if (changed.has("page") && changed.get("page") !== undefined) this.#listen();
  }

  /** Opens an archive and shows it; resolves when its images are there, rejects if it can't be read. */
  async open(source: Source, name = nameOf(source)): Promise<void> {
    this.close();
    const abort = new AbortController();
    const remote = typeof source === "string" || source instanceof URL;
    const opening: Opening = { state: "opening", name, remote, progress: null, abort };
    this.#show(opening);
    const onProgress = (progress: Progress): void => {
      if (progress.phase === "layers") this.#ws.progress = progress;
      else if (this.#opening === opening) opening.progress = progress;
      this.#ws.tell();
    };
    try {
      const archive = await openArchive(source, { signal: abort.signal, onProgress });
      if (this.#opening !== opening) {
        archive.close();
        return;
      }
      this.#opening = { state: "open" };
      this.#ws.show(archive);
      this.#ws.stop = () => abort.abort();
      this.#announce(t.open.opened(archive.name, archive.images.length));
      this.#follow(archive);
    } catch (thrown) {
      const error = LaminaError.of(thrown);
      if (this.#opening !== opening) return;
      this.#show(error.code === "aborted" ? { state: "none" } : { state: "failed", name, error });
      throw error;
    }
  }

  /** Closes the archive; the first screen comes back. */
  close(): void {
    if (this.#opening.state === "opening") this.#opening.abort.abort();
    this.#ws.archive?.close();
    this.#ws.show(null);
    this.#show({ state: "none" });
  }

  #show(opening: Opening): void {
    this.#opening = opening;
    this.requestUpdate();
  }

  /** Shows the layers as they arrive. */
  #follow(archive: Archive): void {
    const ws = this.#ws;
    const seen = { layers: -1 };
    const stop = ws.watch(() => {
      // Each layer that arrived is something learned; bytes in between only move the bar.
      const layers = ws.progress?.layers ?? 0;
      if (ws.archive !== archive) stop();
      else if (layers !== seen.layers) {
        seen.layers = layers;
        ws.learn();
      }
    });
    archive
      .indexed()
      .then(() => this.#announce(t.progress.ready))
      .catch((error: unknown) => {
        if (ws.archive !== archive) return;
        ws.stopped = true;
        this.#announce(
          LaminaError.of(error).code === "aborted" ? t.progress.stopped : String(error),
        );
      })
      .finally(() => {
        stop();
        if (ws.archive !== archive) return;
        if (!ws.stopped) ws.progress = null;
        ws.learn();
      });
  }

  async #openSrc(): Promise<void> {
    await this.open(new URL(this.src, this.ownerDocument.baseURI), nameOfUrl(this.src)).catch(
      () => undefined,
    );
  }

  #openFile(file: File): void {
    // What went wrong is shown.
    this.open(file).catch(() => undefined);
  }

  #announce(text: string): void {
    this.#said = text;
    this.requestUpdate();
  }

  #resized(): void {
    const { width } = this.getBoundingClientRect();
    this.width = width >= THREE_COLUMNS ? "wide" : width >= TWO_COLUMNS ? "middle" : "narrow";
  }

  // --- rendering --------------------------------------------------------------------------------

  override render(): TemplateResult {
    const { archive } = this.#ws;
    return html`${this.#renderBar(archive)} ${this.#renderStage(archive)}
      ${
        this.#dragging && this.#opening.state !== "none"
          ? html`<div class="drop-here">${t.open.dropHere}</div>`
          : nothing
      }
      <input
        type="file"
        class="picker"
        hidden
        tabindex="-1"
        aria-label=${t.bar.open}
        @change=${this.#picked}
      />
      <lamina-dialog
        .shown=${this.#dialog}
        .problems=${archive?.problems ?? []}
        .keysOn=${this.#keys}
        @keys-switch=${(event: CustomEvent<boolean>) => this.#switchKeys(event.detail)}
        @dialog-close=${() => this.#openDialog("")}
      ></lamina-dialog>
      <div class="heard" role="status" aria-live="polite">${this.#said}</div>`;
  }

  #renderBar(archive: Archive | null): TemplateResult {
    const theme = this.theme === "light" || this.theme === "dark" ? this.theme : "auto";
    const next = { auto: "light", light: "dark", dark: "" } as const;
    return html`<header class="bar">
      ${
        archive
          ? html`<button
              type="button"
              class="plain icon menu"
              aria-label=${t.bar.images}
              title=${t.bar.images}
              aria-expanded=${this.#ws.sideOpen}
              @click=${() => this.#toggleSide()}
            >
              ${icon("menu")}
            </button>`
          : nothing
      }
      <div class="brand">${icon("logo")}<span>${t.name}</span></div>
      ${
        archive
          ? html`<div class="archive">
              <div class="file clip">${named(archive.name)}</div>
              <div class="dim clip">${archive.formatName} · ${f.bytes(archive.size)}</div>
            </div>`
          : nothing
      }
      <span class="space"></span>
      ${archive ? this.#renderProgress() : nothing}
      ${archive ? this.#renderProblems(archive) : nothing}
      ${
        archive
          ? html`<button
              type="button"
              title=${t.bar.openTitle}
              aria-label=${t.bar.openTitle}
              @click=${() => this.#pick()}
            >
              ${icon("open")}<span class="wide">${t.bar.open}</span>
            </button>`
          : nothing
      }
      <button
        type="button"
        class="plain icon"
        aria-label=${t.bar.theme[theme]}
        title=${t.bar.theme[theme]}
        @click=${() => this.#chooseTheme(next[theme])}
      >
        ${icon(theme)}
      </button>
      <button
        type="button"
        class="plain icon"
        aria-label=${t.bar.help}
        title=${t.bar.help}
        @click=${() => this.#openDialog("help")}
      >
        ${icon("help")}
      </button>
    </header>`;
  }

  #renderProblems(archive: Archive): TemplateResult | typeof nothing {
    const { problems } = archive;
    if (problems.length === 0) return nothing;
    const bad = problems.some(({ severity }) => severity === "error");
    const mild = problems.every(({ severity }) => severity === "info");
    return html`<button
      type="button"
      class="plain problems ${bad ? "bad" : ""}"
      title=${t.bar.problemsTitle}
      @click=${() => this.#openDialog("problems")}
    >
      ${icon(mild ? "info" : "warning")}${t.bar.problems(problems.length)}
    </button>`;
  }

  #renderStage(archive: Archive | null): TemplateResult {
    const opening = this.#opening;
    switch (opening.state) {
      case "none":
        return html`<lamina-welcome
          ?dragging=${this.#dragging}
          @archive-choose=${(event: CustomEvent<File>) => this.#openFile(event.detail)}
        ></lamina-welcome>`;
      case "opening":
        return this.#renderOpening(opening);
      case "failed":
        return this.#renderFailed(opening.name, opening.error);
      case "open":
        return html`${this.#renderTabs()} ${this.#renderBody(archive)}`;
    }
  }

  #renderOpening({
    name,
    remote,
    progress,
    abort,
  }: Opening & { state: "opening" }): TemplateResult {
    const done = progress?.bytes ?? 0;
    const total = progress?.totalBytes ?? 0;
    return html`<div class="stage">
      <h1>${t.open.reading(name)}</h1>
      <progress
        max="1"
        .value=${total > 0 ? done / total : 0}
        aria-label=${t.open.title}
      ></progress>
      <p class="dim number" role="status">
        ${
          remote && done > 0
            ? t.open.downloading(f.bytes(done), total > 0 ? f.bytes(total) : "")
            : t.open.looking
        }
      </p>
      <div class="actions">
        <button type="button" @click=${() => abort.abort()}>${t.cancel}</button>
      </div>
    </div>`;
  }

  #renderFailed(name: string, { message, where, help }: LaminaError): TemplateResult {
    return html`<div class="stage" role="alert">
      <h1>${t.open.failed(name)}</h1>
      ${note(
        "error",
        html`<strong>${sentence(message)}</strong>
          ${where ? html`<div class="dim where">${t.open.where}: ${named(where)}</div>` : nothing}
          ${help ? html`<div>${help}</div>` : nothing}`,
      )}
      <div class="actions">
        <button type="button" class="primary" @click=${() => this.#pick()}>
          ${icon("open")}${t.open.another}
        </button>
        <button type="button" @click=${() => this.close()}>${t.close}</button>
      </div>
    </div>`;
  }

  #renderTabs(): TemplateResult {
    const chosen = this.#ws.place.tab;
    const keys = (event: KeyboardEvent): void => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const next = TABS[(TABS.indexOf(chosen) + step + TABS.length) % TABS.length] ?? "files";
      this.#ws.go({ tab: next });
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>(`#tab-${next}`)?.focus(),
      );
    };
    return html`<div class="tabs" role="tablist" aria-label=${t.bar.tabs} @keydown=${keys}>
      ${TABS.map(
        (tab) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${tab}"
            aria-selected=${tab === chosen}
            aria-controls="panel"
            tabindex=${tab === chosen ? 0 : -1}
            @click=${() => this.#ws.go({ tab })}
          >
            ${t.tabs[tab]}
          </button>`,
      )}
    </div>`;
  }

  #renderBody(archive: Archive | null): TemplateResult {
    const { place, sideOpen, detailsOpen } = this.#ws;
    const files = place.tab === "files";
    return html`<div class="body ${sideOpen ? "side-open" : ""}">
      <div class="veil" @click=${() => this.#toggleSide()}></div>
      <aside class="side" aria-label=${t.bar.images}>
        <lamina-images .ws=${this.#ws}></lamina-images>
        <lamina-layers .ws=${this.#ws}></lamina-layers>
      </aside>
      <main>
        <div
          id="panel"
          role="tabpanel"
          aria-labelledby="tab-${place.tab}"
          class="panel ${files ? "with-details" : ""} ${files && detailsOpen ? "details-open" : ""}"
          ${styled({ "--details": `${this.#share}%` })}
        >
          ${archive?.images.length === 0 ? note("info", t.open.noImages) : this.#renderPanel(place.tab)}
        </div>
      </main>
    </div>`;
  }

  #renderPanel(tab: Tab): TemplateResult {
    switch (tab) {
      case "files":
        return html`<lamina-files .ws=${this.#ws} ?narrow=${this.width !== "wide"}></lamina-files>
          <lamina-splitter
            .label=${t.details.width}
            .value=${this.#share}
            @split=${(event: CustomEvent<number>) => this.#split(event.detail)}
          ></lamina-splitter>
          <lamina-details
            .ws=${this.#ws}
            ?narrow=${this.width !== "wide"}
            @details-close=${() => this.#closeDetails()}
          ></lamina-details>`;
      case "history":
        return html`<lamina-history .ws=${this.#ws}></lamina-history>`;
      case "config":
        return html`<lamina-config .ws=${this.#ws}></lamina-config>`;
      case "save":
        return html`<lamina-save .ws=${this.#ws}></lamina-save>`;
    }
  }

  /** In the bar, where nothing moves when it comes and goes. */
  #renderProgress(): TemplateResult | typeof nothing {
    const { progress, stopped } = this.#ws;
    if (!progress || progress.layers >= progress.totalLayers) return nothing;
    const { layers, totalLayers, bytes, totalBytes } = progress;
    return html`<div class="progress">
      <span class="number"
        >${(stopped ? t.progress.partly : t.progress.layers)(layers, totalLayers)}</span
      >
      ${
        stopped
          ? nothing
          : html`<progress
                max="1"
                .value=${totalBytes > 0 ? bytes / totalBytes : 0}
                aria-label=${t.progress.label}
              ></progress>
              <button type="button" class="plain" @click=${() => this.#ws.stop()}>
                ${t.progress.stop}
              </button>`
      }
    </div>`;
  }

  // --- doing ------------------------------------------------------------------------------------

  #pick(): void {
    this.renderRoot.querySelector<HTMLInputElement>(".picker")?.click();
  }

  readonly #picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file) this.#openFile(file);
  };

  #openDialog(which: "" | "help" | "problems"): void {
    this.#dialog = which;
    this.requestUpdate();
  }

  #setTheme(theme: string): void {
    this.theme = theme === "light" || theme === "dark" ? theme : "";
  }

  #chooseTheme(theme: LaminaExplorer["theme"]): void {
    this.#setTheme(theme);
    if (this.page) remember("theme", theme);
  }

  #switchKeys(on: boolean): void {
    this.#keys = on;
    remember("keys", on ? "on" : "off");
    this.requestUpdate();
  }

  #toggleSide(): void {
    this.#ws.sideOpen = !this.#ws.sideOpen;
    this.#ws.tell();
  }

  #split(pixels: number): void {
    const room = this.renderRoot.querySelector("#panel")?.clientWidth ?? 1;
    this.#share = Math.min(75, Math.max(25, this.#share + (100 * pixels) / room));
    this.requestUpdate();
  }

  #closeDetails(): void {
    this.#ws.detailsOpen = false;
    // Where they cover the files, what was chosen stays chosen.
    this.#ws.go(this.width === "wide" ? { path: null } : {});
    this.#files?.focus();
  }

  get #files(): Files | null {
    return this.renderRoot.querySelector<Files>("lamina-files");
  }

  /** The page listens on the window, an embedded element on itself only. */
  #listen(): void {
    this.#listening?.abort();
    const { signal } = (this.#listening = new AbortController());
    const target: EventTarget = this.page ? window : this;
    const on = <K extends keyof GlobalEventHandlersEventMap>(
      type: K,
      handle: (event: GlobalEventHandlersEventMap[K]) => void,
    ): void => target.addEventListener(type, handle as (event: Event) => void, { signal });
    on("dragenter", (event) => this.#drag(event));
    on("dragover", (event) => this.#drag(event));
    on("dragleave", ({ relatedTarget }) => {
      // Going on to a child is no leaving.
      const inside = relatedTarget instanceof Node && (this.page || this.contains(relatedTarget));
      if (!inside) this.#setDragging(false);
    });
    on("drop", (event) => this.#drop(event));
    on("keydown", (event) => this.#key(event));
  }

  #drag(event: DragEvent): void {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    this.#setDragging(true);
  }

  #drop(event: DragEvent): void {
    this.#setDragging(false);
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    const { file, more } = droppedFile(event.dataTransfer);
    if (!file) return;
    this.#openFile(file);
    if (more) this.#announce(t.open.onlyOne);
  }

  #setDragging(dragging: boolean): void {
    if (dragging === this.#dragging) return;
    this.#dragging = dragging;
    this.requestUpdate();
  }

  #key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = event.composedPath()[0];
    if (at instanceof HTMLInputElement && /^(text|search)$/.test(at.type)) return;
    if (at instanceof HTMLTextAreaElement || this.#dialog || this.#files?.typing) return;
    if (!this.#keys && event.key.length === 1) return;
    if (this.#act(event.key)) event.preventDefault();
  }

  /** True if the key means something here. */
  #act(key: string): boolean {
    const ws = this.#ws;
    if (key === "?") {
      this.#openDialog("help");
      return true;
    }
    if (key === "o") {
      const welcome = this.renderRoot.querySelector<Welcome>("lamina-welcome");
      if (welcome) welcome.choose();
      else this.#pick();
      return true;
    }
    if (!ws.archive) return false;
    const tab = TABS[Number(key) - 1];
    if (tab) {
      ws.go({ tab });
      return true;
    }
    switch (key) {
      case "/":
        ws.go({ tab: "files" });
        ws.detailsOpen = false;
        void this.updateComplete.then(() => this.#files?.focusFilter());
        return true;
      case "[":
      case "]":
        ws.goLayer(ws.layer + (key === "]" ? 1 : -1));
        return true;
      case "\\":
        ws.go({ tab: "files", mode: ws.place.mode === "merged" ? "changes" : "merged" });
        return true;
      case "Escape":
        if (ws.sideOpen) this.#toggleSide();
        else if (ws.detailsOpen && this.width !== "wide") this.#closeDetails();
        else if (ws.place.filter) ws.go({ filter: "" });
        else if (ws.place.path !== null && ws.place.tab === "files") this.#closeDetails();
        else return false;
        return true;
      default:
        return false;
    }
  }
}

function titleOf(archive: Archive | null): string {
  return archive?.name ? `${visible(archive.name)} – ${t.name}` : t.title;
}

function nameOf(source: Source): string {
  if (typeof source === "string" || source instanceof URL) return nameOfUrl(String(source));
  return "name" in source && typeof source.name === "string" ? source.name : "";
}
