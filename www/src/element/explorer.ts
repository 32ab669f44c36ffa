import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import { openArchive } from "../api/open.js";
import { nameOfFolder, nameOfUrl } from "../api/source.js";
import type { Archive, FolderFile, Progress, Source } from "../api/types.js";
import "../panels/dialogs.js";
import "../panels/welcome.js";
import { base } from "../style/base.js";
import { tokens } from "../style/tokens.js";
import { t } from "../text/text.js";
import { visible } from "../text/visible.js";
import type { Theme } from "./bar.js";
import "./bar.js";
import { listenForDrops } from "./drops.js";
import { explorerStyles } from "./explorer-styles.js";
import { failedScreen, openingScreen } from "./opening.js";
import type { Opening } from "./opening.js";
import { filesBelow, filesOf } from "./folder.js";
import { recall, remember } from "./settings.js";
import type { Width, Workbench } from "./workbench.js";
import "./workbench.js";
import { Workspace } from "./workspace.js";

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
  };

  declare src: string;
  declare theme: Theme;
  declare page: boolean;

  readonly #ws = new Workspace();
  #opening: Opening = { state: "none" };
  #width: Width = "wide";
  #dialog: "" | "help" | "problems" = "";
  #reporting = false;
  #dragging = false;
  /** Single letters as keys can be switched off: speech input would type them by accident. */
  #keys = recall("keys") !== "off";
  #said = "";
  #listening: AbortController | null = null;
  readonly #resizes = new ResizeObserver(() => this.#resized());
  #unwatch: (() => void) | null = null;

  constructor() {
    super();
    this.src = "";
    this.theme = "";
    this.page = false;
    this.#ws.announce = (text) => this.#announce(text);
  }

  /** The archive that is shown. */
  get archive(): Archive | null {
    return this.#ws.archive;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = this.#ws.watch(() => this.requestUpdate());
    this.#resizes.observe(this);
    this.#listen();
    if (this.page && !this.theme) this.#setTheme(recall("theme"));
    if (this.src && this.#opening.state === "none") void this.#openSrc();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#resizes.disconnect();
    this.#listening?.abort();
    // Workers and their memory go with the element; a moved one opens its `src` again.
    this.close();
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.page) document.title = titleOf(this.#ws.archive);
    if (changed.has("src") && changed.get("src") !== undefined && this.src) void this.#openSrc();
    if (changed.has("page") && changed.get("page") !== undefined) this.#listen();
  }

  // --- opening ----------------------------------------------------------------------------------

  /** Opens an archive and shows it; resolves when its images are there, rejects if it can't be read. */
  async open(source: Source, name = nameOf(source)): Promise<void> {
    this.close();
    const abort = new AbortController();
    const remote = typeof source === "string" || source instanceof URL;
    const opening: Opening = { state: "opening", name, remote, progress: null, abort };
    this.#show(opening);
    const onProgress = (progress: Progress): void => {
      if (abort.signal.aborted) return;
      if (progress.phase === "verifying") {
        // Nobody waits for it; marks come up beside the layers.
        this.#ws.progress = null;
        this.#ws.learn();
        return;
      }
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
    let seen = -1;
    const stop = ws.watch(() => {
      // Each layer that arrived is something learned; bytes in between only move the bar.
      const layers = ws.progress?.layers ?? 0;
      if (ws.archive !== archive) stop();
      else if (layers !== seen) {
        seen = layers;
        ws.learn();
      }
    });
    const end = (said: string, stopped: boolean): void => {
      stop();
      if (ws.archive !== archive) return;
      ws.stopped = stopped;
      if (!stopped) ws.progress = null;
      ws.learn();
      this.#announce(said);
    };
    void archive.ended.then((error) => {
      if (ws.archive !== archive || error === null) return;
      const { name } = archive;
      this.close();
      this.#show({ state: "failed", name, error });
    });
    archive.indexed().then(
      () => end(t.progress.ready, false),
      () => end(t.progress.stopped, true),
    );
  }

  async #openSrc(): Promise<void> {
    const url = new URL(this.src, this.ownerDocument.baseURI);
    // What went wrong is shown.
    await this.open(url, nameOfUrl(this.src)).catch(() => undefined);
  }

  #openFile(file: File): void {
    this.open(file).catch(() => undefined);
  }

  async #openFolder(folder: FileSystemDirectoryEntry): Promise<void> {
    try {
      await this.open(await filesBelow(folder), folder.name);
    } catch (thrown) {
      // Of what `open` refused it has told already.
      if (this.#opening.state === "none") {
        this.#show({ state: "failed", name: folder.name, error: LaminaError.of(thrown) });
      }
    }
  }

  // --- showing ----------------------------------------------------------------------------------

  override render(): TemplateResult {
    return html`<lamina-bar
        .ws=${this.#ws}
        .theme=${themeOf(this.theme)}
        .width=${this.#width}
        @bar-open=${() => this.#pick()}
        @bar-help=${() => this.#openDialog("help")}
        @bar-report=${() => this.#report(true)}
        @bar-problems=${() => this.#openDialog("problems")}
        @bar-theme=${(event: CustomEvent<Theme>) => this.#chooseTheme(event.detail)}
      ></lamina-bar>
      ${this.#renderStage()}
      ${
        this.#dragging && this.#opening.state !== "none"
          ? html`<div class="drop-here">${t.open.dropHere}</div>`
          : nothing
      }
      <input type="file" hidden tabindex="-1" aria-label=${t.bar.open} @change=${this.#picked} />
      <input
        type="file"
        class="folder"
        webkitdirectory
        hidden
        tabindex="-1"
        aria-label=${t.welcome.folder}
        @change=${this.#pickedFolder}
      />
      <lamina-dialog
        .shown=${this.#dialog}
        .problems=${this.#ws.problems}
        .keysOn=${this.#keys}
        @keys-switch=${(event: CustomEvent<boolean>) => this.#switchKeys(event.detail)}
        @dialog-close=${() => this.#openDialog("")}
      ></lamina-dialog>
      ${
        this.#reporting
          ? html`<lamina-report
              .ws=${this.#ws}
              @report-close=${() => this.#report(false)}
            ></lamina-report>`
          : nothing
      }
      <div class="heard" role="status" aria-live="polite">${this.#said}</div>`;
  }

  #renderStage(): TemplateResult {
    const opening = this.#opening;
    switch (opening.state) {
      case "none":
        return html`<main>
          <lamina-welcome
            ?dragging=${this.#dragging}
            @archive-pick=${() => this.#pick()}
            @folder-pick=${() => this.#pick("input.folder")}
          ></lamina-welcome>
        </main>`;
      case "opening":
        return html`<main>${openingScreen(opening)}</main>`;
      case "failed":
        return html`<main>
          ${failedScreen(
            opening,
            () => this.#pick(),
            () => this.close(),
          )}
        </main>`;
      case "open":
        return html`<lamina-workbench .ws=${this.#ws} .width=${this.#width}></lamina-workbench>`;
    }
  }

  #resized(): void {
    const width = this.clientWidth;
    this.#width = width >= THREE_COLUMNS ? "wide" : width >= TWO_COLUMNS ? "middle" : "narrow";
    this.requestUpdate();
  }

  #announce(text: string): void {
    this.#said = text;
    this.requestUpdate();
  }

  #setTheme(theme: string): void {
    this.theme = themeOf(theme);
  }

  #chooseTheme(theme: Theme): void {
    this.#setTheme(theme);
    if (this.page) remember("theme", theme);
  }

  #switchKeys(on: boolean): void {
    this.#keys = on;
    remember("keys", on ? "on" : "off");
    this.requestUpdate();
  }

  #report(on: boolean): void {
    this.#reporting = on;
    if (on) {
      import("../panels/report.js").catch(() => {
        this.#reporting = false;
        this.#announce(t.ask.notLoaded);
      });
    }
    this.requestUpdate();
  }

  #openDialog(which: "" | "help" | "problems"): void {
    this.#dialog = which;
    this.requestUpdate();
  }

  // --- files and keys ---------------------------------------------------------------------------

  /** Shows the browser's file dialog. */
  #pick(which = "input[type=file]"): void {
    this.renderRoot.querySelector<HTMLInputElement>(which)?.click();
  }

  readonly #pickedFolder = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = input.files ? filesOf(input.files) : [];
    input.value = "";
    if (files.length > 0) this.open(files, nameOfFolder(files)).catch(() => undefined);
  };

  readonly #picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    // Choosing the same file again shall be a choice too.
    input.value = "";
    if (file) this.#openFile(file);
  };

  /** The page listens on the window, an embedded element on itself only. */
  #listen(): void {
    this.#listening?.abort();
    const { signal } = (this.#listening = new AbortController());
    const target: EventTarget = this.page ? window : this;
    listenForDrops(
      target,
      {
        over: (over) => {
          if (over === this.#dragging) return;
          this.#dragging = over;
          this.requestUpdate();
        },
        drop: (dropped, more) => {
          if (dropped instanceof File) this.#openFile(dropped);
          else void this.#openFolder(dropped);
          if (more) this.#announce(t.open.onlyOne);
        },
      },
      signal,
    );
    target.addEventListener("keydown", (event) => this.#key(event as KeyboardEvent), { signal });
  }

  #key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.#dialog || this.#reporting || (!this.#keys && event.key.length === 1)) return;
    const at = event.composedPath()[0];
    if (at instanceof HTMLInputElement && /^(text|search)$/.test(at.type)) return;
    if (at instanceof HTMLTextAreaElement) return;
    const bench = this.renderRoot.querySelector<Workbench>("lamina-workbench");
    if (bench?.typing) return;
    if (event.key === "?") this.#openDialog("help");
    else if (event.key === "o") this.#pick();
    else if (!bench?.act(event.key)) return;
    event.preventDefault();
  }
}

/** An attribute may say anything. */
function themeOf(text: string): Theme {
  return text === "light" || text === "dark" ? text : "";
}

function titleOf(archive: Archive | null): string {
  return archive?.name ? `${visible(archive.name)} – ${t.name}` : t.title;
}

function nameOf(source: Source): string {
  if (typeof source === "string" || source instanceof URL) return nameOfUrl(String(source));
  if (Array.isArray(source)) return nameOfFolder(source as readonly FolderFile[]);
  return "name" in source && typeof source.name === "string" ? source.name : "";
}
