import { LitElement, css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import { define } from "../element/panel.js";
import { note, segments } from "../element/parts.js";
import type { Spot } from "../element/workspace.js";
import { guessText } from "../preview/encoding.js";
import type { TextGuess } from "../preview/encoding.js";
import "../preview/hex-view.js";
import { imageType } from "../preview/sniff.js";
import "../preview/text-view.js";
import type { TextSubject } from "../preview/text-view.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";

/** A file to be looked at. */
export interface PreviewSubject {
  /** Equal for the same content. */
  key: string;
  path: string;
  /** What shall be in sight, and marked. */
  spot: Spot | null;
  size: number;
  /** True if getting it takes so long that the reader should be asked first. */
  slow: boolean;
  read: (signal: AbortSignal) => Promise<Blob>;
}

type Shape = "text" | "image" | "hex";

/** Bytes that decide what a file is. */
const SNIFFED = 64 * 1024;
/** A line further inside is shown among the bytes: all lines before it would have to be laid out. */
const FAR = 8 * 1024 * 1024;

/** Shows a file's content: text, picture, or bytes. */
export class Preview extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--bg-code);
      }
      .bar {
        flex: none;
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: 4px 10px;
        padding: 5px 10px;
        border-bottom: 1px solid var(--line);
        background: var(--bg);
        font-size: 12px;
      }
      .bar h3 {
        margin-inline-end: auto;
      }
      lamina-text-view,
      lamina-hex-view {
        flex: 1;
      }
      .picture {
        flex: 1;
        min-height: 0;
        overflow: auto;
        display: grid;
        place-items: center;
        padding: 12px;
        /* The chequered ground that shows what is transparent. */
        background: conic-gradient(
            light-dark(#ececef, #2a2e36) 25%,
            light-dark(#fafafb, #20242b) 0 50%,
            light-dark(#ececef, #2a2e36) 0 75%,
            light-dark(#fafafb, #20242b) 0
          )
          0 0 / 16px 16px;
      }
      img {
        max-width: 100%;
        max-height: 100%;
        object-fit: contain;
      }
      .say {
        padding: 16px 12px;
        color: var(--text-dim);
        display: grid;
        gap: 10px;
        justify-items: start;
      }
      .note {
        margin: 10px;
      }
    `,
  ];

  #subject: PreviewSubject | null = null;
  #blob: Blob | null = null;
  #text: TextSubject | null = null;
  #picture = "";
  #pictureType = "";
  #pictureSize = "";
  #shape: Shape = "text";
  #state: "idle" | "ask" | "reading" | "ready" | "failed" = "idle";
  #error: LaminaError | null = null;
  #abort = new AbortController();

  get subject(): PreviewSubject | null {
    return this.#subject;
  }

  set subject(subject: PreviewSubject | null) {
    if (subject?.key === this.#subject?.key) {
      const before = this.#subject?.spot ?? null;
      this.#subject = subject;
      if (subject && subject.spot !== before) this.#point(subject);
      return;
    }
    this.#forget();
    this.#subject = subject;
    if (!subject || subject.size === 0) this.#state = "idle";
    else if (subject.slow) this.#state = "ask";
    else void this.#load();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
    this.#subject = null;
  }

  #forget(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    if (this.#picture) URL.revokeObjectURL(this.#picture);
    this.#picture = "";
    this.#pictureSize = "";
    this.#blob = null;
    this.#text = null;
    this.#error = null;
  }

  async #load(): Promise<void> {
    const subject = this.#subject;
    const { signal } = this.#abort;
    if (!subject) return;
    this.#state = "reading";
    this.requestUpdate();
    try {
      const blob = await subject.read(signal);
      const head = new Uint8Array(await blob.slice(0, SNIFFED).arrayBuffer());
      if (signal.aborted) return;
      this.#accept(subject, blob, head);
    } catch (error) {
      if (signal.aborted) return;
      this.#failed(error);
    }
  }

  #accept(subject: PreviewSubject, blob: Blob, head: Uint8Array): void {
    this.#blob = blob;
    const guess: TextGuess | null = guessText(head, head.length === blob.size);
    this.#text = guess && { blob, path: subject.path, guess };
    const type = imageType(subject.path, head);
    if (type) {
      this.#pictureType = type;
      this.#picture = URL.createObjectURL(blob.slice(0, blob.size, type));
    }
    this.#shape = this.#picture ? "image" : this.#text ? "text" : "hex";
    this.#state = "ready";
    this.#point(subject);
  }

  /** Shows what the spot can be seen in. */
  #point({ spot }: PreviewSubject): void {
    if (spot && this.#state === "ready") {
      this.#shape = this.#text && spot.line !== null && spot.offset < FAR ? "text" : "hex";
    }
    this.requestUpdate();
  }

  #failed(error: unknown): void {
    this.#error = LaminaError.of(error);
    this.#state = "failed";
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const subject = this.#subject;
    if (!subject) return nothing;
    return html`<div class="bar">
        <h3>${t.preview.title}</h3>
        ${this.#state === "ready" ? this.#renderShapes() : nothing}
      </div>
      ${this.#renderBody(subject)}`;
  }

  #renderShapes(): TemplateResult {
    const shapes: { value: Shape; text: string }[] = [];
    if (this.#picture) shapes.push({ value: "image", text: t.preview.image });
    if (this.#text) shapes.push({ value: "text", text: t.preview.text });
    shapes.push({ value: "hex", text: t.preview.hex });
    const about =
      this.#shape === "image"
        ? [this.#pictureType.replace("image/", "").replace(/[+-].*|x-/, ""), this.#pictureSize]
            .filter(Boolean)
            .join(", ")
        : this.#shape === "text"
          ? t.preview.encoding[this.#text?.guess.encoding ?? "utf-8"]
          : "";
    return html`<span class="dim">${about}</span> ${
        shapes.length > 1
          ? segments(t.preview.shape, shapes, this.#shape, (shape) => {
              this.#shape = shape;
              this.requestUpdate();
            })
          : nothing
      }`;
  }

  #renderBody(subject: PreviewSubject): TemplateResult {
    switch (this.#state) {
      case "ask":
        return html`<div class="say">
          <p>${t.preview.slow(f.bytes(subject.size))}</p>
          <button type="button" @click=${() => void this.#load()}>${t.preview.show}</button>
        </div>`;
      case "reading":
        return html`<p class="say">${t.preview.reading}</p>`;
      case "failed":
        return note(
          "error",
          html`${this.#error?.message}${this.#error?.help ? html`<br />${this.#error.help}` : nothing}`,
        );
      case "ready":
        return this.#renderContent(subject);
      case "idle":
        return html`<p class="say">${t.preview.empty}</p>`;
    }
  }

  #renderContent(subject: PreviewSubject): TemplateResult {
    const failed = (event: CustomEvent<unknown>): void => this.#failed(event.detail);
    if (this.#shape === "image") {
      return html`<div class="picture">
        <img
          src=${this.#picture}
          alt=${t.preview.pictureOf(subject.path)}
          @load=${(event: Event) => {
            const { naturalWidth, naturalHeight } = event.target as HTMLImageElement;
            this.#pictureSize = `${naturalWidth} × ${naturalHeight}`;
            this.requestUpdate();
          }}
          @error=${() => {
            // Broken, or a kind that this browser can't show: the bytes are still there.
            URL.revokeObjectURL(this.#picture);
            this.#picture = "";
            this.#shape = this.#text ? "text" : "hex";
            this.requestUpdate();
          }}
        />
      </div>`;
    }
    if (this.#shape === "text" && this.#text) {
      return html`<lamina-text-view
        .subject=${this.#text}
        .line=${subject.spot?.line ?? null}
        @read-error=${failed}
      ></lamina-text-view>`;
    }
    return html`<lamina-hex-view
      .blob=${this.#blob}
      .spot=${subject.spot}
      @read-error=${failed}
    ></lamina-hex-view>`;
  }
}

define("lamina-preview", Preview);
