import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { Entry } from "../api/types.js";
import { define } from "../element/panel.js";
import { named, note, segments } from "../element/parts.js";
import { isFile } from "../panels/entry-facts.js";
import { base } from "../style/base.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { differenceStyles } from "./difference-styles.js";
import { diffText } from "./diff.js";
import type { TextDiff } from "./diff.js";
import { hexTable, hexWindow, renderHexTable } from "./hex-difference.js";
import type { HexTable, HexWindow } from "./hex-difference.js";
import { metadataFacts, metadataTable } from "./metadata-difference.js";
import { renderTextTable, textTable } from "./text-difference.js";
import type { TextTable } from "./text-difference.js";
import { LONGEST_TEXT, WINDOW, differingWindow, lookInto, windowOf } from "./two-contents.js";
import type { TwoContents, TwoTexts } from "./two-contents.js";

/** One of the two: a path in an image, or as a layer wrote it. */
export interface DifferenceSide {
  /** What it is a version of: an image, a layer. */
  label: string;
  /** Another object is another version: keep it while the same is shown. */
  entry: Entry;
  read: (signal: AbortSignal) => Promise<Blob>;
}

type Shape = "text" | "hex";

/** Reading more than this is not done unasked. */
const SLOW = 48 * 1024 * 1024;
/** Rows shown at first, and added by each "show more". */
const PAGE = 300;
/** There is room for two texts side by side from this width on, in pixels. */
const TWO_SIDES = 560;

/**
 * What is different between two versions of a path: its metadata, and its content as text or as bytes. One of
 * them may be null, for a path that was added or removed.
 */
export class DifferenceView extends LitElement {
  static override styles = [base, differenceStyles];

  static override properties = { from: {}, to: {} };

  // `before` and `after` are methods of every element.
  declare from: DifferenceSide | null;
  declare to: DifferenceSide | null;

  #state: "none" | "ask" | "reading" | "failed" | "ready" = "none";
  #error: LaminaError | null = null;
  #contents: TwoContents | null = null;
  /** True if both contents are the same, byte by byte. */
  #same = false;
  #diff: TextDiff | null = null;
  #textTable: TextTable | null = null;
  #window: HexWindow | null = null;
  #hexTable: HexTable | null = null;
  #seeking = false;
  /** True if it was looked for another difference after the window, and there is none. */
  #noMore = false;
  #shape: Shape = "text";
  #allLines = false;
  /** What the reader has chosen; null to go by the width. */
  #paired: boolean | null = null;
  #most = PAGE;
  #width = 0;
  #abort = new AbortController();
  readonly #resizes = new ResizeObserver(() => this.#resized());

  constructor() {
    super();
    this.from = null;
    this.to = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
    this.#abort.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const other = (["from", "to"] as const).some(
      (side) => changed.has(side) && changed.get(side)?.entry !== this[side]?.entry,
    );
    if (other) this.#start();
  }

  // --- reading ----------------------------------------------------------------------------------

  #start(): void {
    this.#forget();
    const sizes = [this.#file(this.from)?.entry.size, this.#file(this.to)?.entry.size];
    const bytes = sizes.reduce<number>((sum, size = 0) => sum + size, 0);
    if (sizes.every((size) => size === undefined)) this.#state = "none";
    else if (bytes > SLOW) this.#state = "ask";
    else void this.#read();
  }

  #forget(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#error = null;
    this.#contents = null;
    this.#same = false;
    this.#diff = null;
    this.#textTable = null;
    this.#window = null;
    this.#hexTable = null;
    this.#seeking = false;
    this.#noMore = false;
    this.#most = PAGE;
    this.shadowRoot?.querySelector(".scroll")?.scrollTo(0, 0);
  }

  /** The side, if it has a content. */
  #file(side: DifferenceSide | null): DifferenceSide | null {
    return side && isFile(side.entry) ? side : null;
  }

  async #read(): Promise<void> {
    const { signal } = this.#abort;
    const blobOf = async (side: DifferenceSide | null): Promise<Blob> =>
      side && side.entry.size > 0 ? side.read(signal) : new Blob();
    this.#state = "reading";
    this.requestUpdate();
    await this.#try(signal, async () => {
      const [before, after] = [this.#file(this.from), this.#file(this.to)];
      const contents = await lookInto(await blobOf(before), await blobOf(after));
      // What takes a while comes after the page has said so.
      await new Promise((painted) => setTimeout(painted));
      signal.throwIfAborted();
      const first = await differingWindow(contents, 0, signal);
      const texts = textsOf(contents);
      this.#same = first === null;
      if (first !== null) {
        if (texts) this.#diff = diffText(texts.before, texts.after, this.#context);
        else await this.#look(contents, first);
      }
      signal.throwIfAborted();
      this.#contents = contents;
      this.#shape = texts ? "text" : "hex";
      this.#state = "ready";
    });
  }

  async #try(signal: AbortSignal, what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (thrown) {
      if (signal.aborted) return;
      this.#error = LaminaError.of(thrown);
      this.#state = "failed";
    }
    this.requestUpdate();
  }

  /** Shows the first window from there on that differs, or else that one. */
  async #seek(contents: TwoContents, offset: number): Promise<void> {
    const { signal } = this.#abort;
    const found = await differingWindow(contents, offset, signal);
    this.#noMore = found === null;
    // Where all the rest is the same, the window stays.
    if (found !== null || !this.#window) await this.#look(contents, found ?? offset);
  }

  async #look(contents: TwoContents, offset: number): Promise<void> {
    const { signal } = this.#abort;
    const bytes = await windowOf(contents, offset);
    if (signal.aborted) return;
    this.#window = hexWindow(offset, bytes, sizeOf(contents));
    this.#hexTable = null;
    this.#most = PAGE;
  }

  /** Goes to another window, and tells while it takes time. */
  async #go(how: (contents: TwoContents) => Promise<void>): Promise<void> {
    const contents = this.#contents;
    if (!contents || this.#seeking) return;
    const { signal } = this.#abort;
    this.#seeking = true;
    this.#noMore = false;
    this.requestUpdate();
    await this.#try(signal, () => how(contents));
    if (!signal.aborted) this.#seeking = false;
    this.requestUpdate();
  }

  #showShape(shape: Shape): void {
    this.#shape = shape;
    this.#most = PAGE;
    if (shape === "hex" && !this.#window) void this.#go((contents) => this.#seek(contents, 0));
    this.requestUpdate();
  }

  get #context(): { context?: number } {
    return this.#allLines ? { context: Number.MAX_SAFE_INTEGER } : {};
  }

  #switchLines(): void {
    this.#allLines = !this.#allLines;
    const texts = this.#contents && textsOf(this.#contents);
    if (texts) this.#diff = diffText(texts.before, texts.after, this.#context);
    this.#textTable = null;
    this.#most = PAGE;
    this.requestUpdate();
  }

  #resized(): void {
    if (this.clientWidth === this.#width) return;
    this.#width = this.clientWidth;
    this.requestUpdate();
  }

  /** Both sides beside each other, where there is room and something on both. */
  get #sideBySide(): boolean {
    return this.#canPair && (this.#paired ?? this.#width >= 1.3 * TWO_SIDES);
  }

  get #canPair(): boolean {
    return this.#width >= TWO_SIDES && this.from !== null && this.to !== null;
  }

  // --- showing ----------------------------------------------------------------------------------

  override render(): TemplateResult {
    const { from: before, to: after } = this;
    if (!before && !after) return html`<p class="say">${t.difference.nothing}</p>`;
    const labels = { before: before?.label ?? null, after: after?.label ?? null };
    const texts = this.#contents && textsOf(this.#contents);
    const encodings = texts?.encodings.map((one) => one && t.preview.encoding[one]);
    const [a = null, b = null] = encodings ?? [];
    // Of an empty file there is no encoding to differ from.
    const facts = metadataFacts(
      before?.entry ?? null,
      after?.entry ?? null,
      a && b ? [a, b] : undefined,
    );
    return html`<div class="labels">
        ${
          before
            ? html`<span class="dim">${t.difference.before}</span>${named(before.label)}`
            : nothing
        }
        ${after ? html`<span class="dim">${t.difference.after}</span>${named(after.label)}` : nothing}
      </div>
      ${metadataTable(facts, labels)} ${this.#renderContent()}`;
  }

  #renderContent(): TemplateResult {
    const text = t.difference;
    switch (this.#state) {
      case "none":
        return html`<div class="scroll"></div>`;
      case "ask": {
        const bytes = (this.from?.entry.size ?? 0) + (this.to?.entry.size ?? 0);
        return html`<div class="say">
          <p>${text.ask(f.bytes(bytes))}</p>
          <button type="button" @click=${() => void this.#read()}>${text.read}</button>
        </div>`;
      }
      case "reading":
        return html`<p class="say" role="status">${text.reading}</p>`;
      case "failed":
        return note(
          "error",
          html`${sentence(this.#error?.message ?? "")}${
            this.#error?.help ? html`<br />${this.#error.help}` : nothing
          }`,
        );
      case "ready":
        return this.#contents ? this.#renderReady(this.#contents) : html``;
    }
  }

  #renderReady(contents: TwoContents): TemplateResult {
    const text = t.difference;
    const isText = typeof contents.text === "object";
    if (sizeOf(contents) === 0) return html`<p class="say">${text.empty}</p>`;
    if (this.#same) return html`<p class="say">${text.sameContent}</p>`;
    return html`<div class="bar">
        ${this.#renderCounts()}
        ${
          this.#shape === "text" && this.#diff?.kind === "hunks"
            ? html`<label
                ><input
                  type="checkbox"
                  .checked=${this.#allLines}
                  @change=${() => this.#switchLines()}
                />${text.allLines}</label
              >`
            : nothing
        }
        ${
          this.#canPair
            ? segments(
                text.layout,
                [
                  { value: "unified", text: text.unified },
                  { value: "paired", text: text.sideBySide },
                ],
                this.#sideBySide ? "paired" : "unified",
                (value) => {
                  this.#paired = value === "paired";
                  this.requestUpdate();
                },
              )
            : nothing
        }
        ${
          isText
            ? segments<Shape>(
                text.shape,
                [
                  { value: "text", text: text.text },
                  { value: "hex", text: text.hex },
                ],
                this.#shape,
                (shape) => this.#showShape(shape),
              )
            : nothing
        }
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${text.title}>
        ${contents.text === "big" ? note("info", text.big(f.bytes(LONGEST_TEXT))) : nothing}
        ${this.#shape === "text" ? this.#renderText() : this.#renderHex(contents)}
      </div>`;
  }

  #renderCounts(): TemplateResult {
    const diff = this.#shape === "text" ? this.#diff : null;
    if (diff?.kind !== "hunks") return html`<span class="counts"></span>`;
    const counts = [f.integer(diff.removed), f.integer(diff.added)] as const;
    return html`<span class="counts number dim"
      ><span aria-hidden="true">${t.difference.lines(...counts)}</span
      ><span class="heard">${t.difference.linesHeard(...counts)}</span></span
    >`;
  }

  #renderText(): TemplateResult {
    const diff = this.#diff;
    const text = t.difference;
    const bytes = html`<button type="button" @click=${() => this.#showShape("hex")}>
      ${text.showBytes}
    </button>`;
    if (diff?.kind === "tooDifferent") {
      const [before, after] = [f.integer(diff.before), f.integer(diff.after)];
      return html`<div class="say">
        <p>${text.tooDifferent(before, after)}</p>
        ${bytes}
      </div>`;
    }
    if (diff?.kind !== "hunks") {
      return html`<div class="say">
        <p>${text.sameText}</p>
        ${bytes}
      </div>`;
    }
    const paired = this.#sideBySide;
    if (this.#textTable?.paired !== paired) this.#textTable = textTable(diff.hunks, paired);
    const left = this.#textTable.rows.length - this.#most;
    return html`${renderTextTable(this.#textTable, this.#most)}${this.#renderMore(left)}`;
  }

  #renderMore(left: number): TemplateResult | typeof nothing {
    if (left <= 0) return nothing;
    return html`<button
      type="button"
      class="more"
      @click=${() => {
        this.#most += PAGE;
        this.requestUpdate();
      }}
    >
      ${t.difference.more(f.integer(left))}
    </button>`;
  }

  #renderHex(contents: TwoContents): TemplateResult {
    const text = t.difference;
    const window = this.#window;
    if (!window) return html`<p class="say" role="status">${text.seeking}</p>`;
    const paired = this.#sideBySide;
    const width = this.#width >= (paired ? 1240 : 640) ? 16 : 8;
    let table = this.#hexTable;
    if (table?.paired !== paired || table.width !== width || table.window !== window) {
      this.#hexTable = table = hexTable(window, width, paired);
    }
    return html`${this.#renderWindows(contents, window)}
    ${window.diff.exact ? nothing : note("info", text.inexact)}
    ${
      table.rowCount === 0
        ? html`<p class="say">${text.windowSame}</p>`
        : renderHexTable(table, this.#most)
    }
    ${this.#renderMore(table.rowCount - this.#most)}`;
  }

  /** Of files that are longer than a window: which one is shown, and the way to others. */
  #renderWindows(contents: TwoContents, { offset }: HexWindow): TemplateResult | typeof nothing {
    const text = t.difference;
    const size = sizeOf(contents);
    if (size <= WINDOW) return nothing;
    const end = Math.min(size, offset + WINDOW);
    const to = (next: number) => () => void this.#go((two) => this.#look(two, next));
    return html`<div class="windows">
      <span class="number dim" role="status"
        >${
          this.#seeking
            ? text.seeking
            : this.#noMore
              ? text.noMore
              : text.window(f.integer(offset), f.integer(end), f.bytes(size))
        }</span
      >
      <button type="button" ?disabled=${offset === 0} @click=${to(offset - WINDOW)}>
        ${text.previous}
      </button>
      <button type="button" ?disabled=${end === size} @click=${to(offset + WINDOW)}>
        ${text.next}
      </button>
      <button
        type="button"
        ?disabled=${end === size}
        @click=${() => void this.#go((two) => this.#seek(two, offset + WINDOW))}
      >
        ${text.nextDifference}
      </button>
    </div>`;
  }
}

function textsOf({ text }: TwoContents): TwoTexts | null {
  return typeof text === "object" ? text : null;
}

function sizeOf({ before, after }: TwoContents): number {
  return Math.max(before.size, after.size);
}

define("lamina-difference", DifferenceView);
