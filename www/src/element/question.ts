/** A question that takes a while: asked once, answered, failed or stopped. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { AskOptions } from "../api/insight-types.js";
import type { Progress } from "../api/types.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { note } from "./parts.js";

export type Asked<T> =
  | { state: "none" }
  | { state: "running"; progress: Progress | null; abort: AbortController }
  | { state: "failed"; error: LaminaError }
  | { state: "done"; answer: T };

export class Question<T> {
  asked: Asked<T> = { state: "none" };
  readonly #tell: () => void;

  /** `tell` is called when something has changed. */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  get answer(): T | undefined {
    return this.asked.state === "done" ? this.asked.answer : undefined;
  }

  /** Asks; what was being asked is stopped. */
  async ask(
    run: (options: Required<Pick<AskOptions, "signal" | "onProgress">>) => Promise<T>,
  ): Promise<void> {
    this.stop();
    const abort = new AbortController();
    const running: Asked<T> = { state: "running", progress: null, abort };
    const set = (asked: Asked<T>): void => {
      if (this.asked !== running) return;
      this.asked = asked;
      this.#tell();
    };
    this.asked = running;
    this.#tell();
    try {
      const onProgress = (progress: Progress): void => {
        running.progress = progress;
        if (this.asked === running) this.#tell();
      };
      set({ state: "done", answer: await run({ signal: abort.signal, onProgress }) });
    } catch (thrown) {
      const error = LaminaError.of(thrown);
      set(error.code === "aborted" ? { state: "none" } : { state: "failed", error });
    }
  }

  /** Forgets the answer too. */
  stop(): void {
    if (this.asked.state === "running") this.asked.abort.abort();
    this.asked = { state: "none" };
  }
}

/** What there is to see while there is no answer: how far it is, with a way to stop it, or why it failed. */
export function working(
  question: Question<unknown>,
  doing: string,
): TemplateResult | typeof nothing {
  const { asked } = question;
  switch (asked.state) {
    case "none":
    case "done":
      return nothing;
    case "failed": {
      const { message, help } = asked.error;
      return note("error", html`${sentence(message)}${help ? html`<br />${help}` : nothing}`);
    }
    case "running": {
      const { bytes = 0, totalBytes = 0 } = asked.progress ?? {};
      return html`<div class="working" role="status">
        <span>${doing}</span>
        <progress
          max="1"
          .value=${totalBytes > 0 ? bytes / totalBytes : 0}
          aria-label=${doing}
        ></progress>
        <span class="number dim"
          >${totalBytes > 0 ? t.ask.read(f.bytes(bytes), f.bytes(totalBytes)) : nothing}</span
        >
        <button type="button" class="plain" @click=${() => stopAndTell(question)}>
          ${t.progress.stop}
        </button>
      </div>`;
    }
  }
}

function stopAndTell(question: Question<unknown>): void {
  if (question.asked.state === "running") question.asked.abort.abort();
}
