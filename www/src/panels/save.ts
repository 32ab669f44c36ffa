import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { Archive, Image, Plan } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import {
  editsOf,
  isUntouched,
  platformsOf,
  untouched,
  withKeep,
  withOnly,
  withPrune,
  withTag,
  withoutTag,
} from "../element/draft.js";
import type { Draft } from "../element/draft.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { changeLetter, named, note, reference } from "../element/parts.js";
import { writePlan } from "../element/write.js";
import type { Written } from "../element/write.js";
import { base } from "../style/base.js";
import { sentence, shortId } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { planFacts } from "./plan-facts.js";
import { saveStyles } from "./save-styles.js";

type Saving =
  | { state: "idle" }
  | { state: "writing" | "checking"; bytes: number; abort: AbortController }
  | { state: "done"; written: Written }
  | { state: "failed"; error: LaminaError };

/** What shall be in the archive that is saved, what it will be, and the saving. */
export class Save extends Panel {
  static override styles = [base, saveStyles];

  /** The images as they are. */
  #start: Draft = untouched([]);
  #plan: Plan | null = null;
  #planError: LaminaError | null = null;
  /** The draft that the plan is of, or will be when `#planning` resolves. */
  #planned: Draft | null = null;
  #planning: Promise<void> = Promise.resolve();
  #of: unknown = null;
  #saving: Saving = { state: "idle" };
  /** What is wrong with a typed reference, by image. */
  readonly #tagErrors = new Map<number, string>();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.#beforeUnload);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeunload", this.#beforeUnload);
    if ("abort" in this.#saving) this.#saving.abort.abort();
  }

  get #images(): Image[] {
    return this.ws.archive?.images ?? [];
  }

  override willUpdate(): void {
    const { archive } = this.ws;
    if (archive !== this.#of) {
      this.#of = archive;
      this.#start = untouched(this.#images);
      this.#plan = null;
      this.#planned = null;
      this.#tagErrors.clear();
      if ("abort" in this.#saving) this.#saving.abort.abort();
      this.#saving = { state: "idle" };
    }
    void this.#replan();
  }

  get #draft(): Draft {
    return this.ws.edits.at(this.#start);
  }

  /** Resolves when there is a plan of the draft as it is now, or an error of it. */
  #replan(): Promise<void> {
    const { archive } = this.ws;
    const draft = this.#draft;
    if (!archive || draft === this.#planned) return this.#planning;
    const first = this.#planned === null;
    this.#planned = draft;
    this.#planning = this.#makePlan(archive, draft, first);
    return this.#planning;
  }

  async #makePlan(archive: Archive, draft: Draft, first: boolean): Promise<void> {
    try {
      const plan = await archive.plan(editsOf(archive.images, draft));
      if (draft !== this.#planned) return;
      this.#plan = plan;
      this.#planError = null;
      if (!first) this.ws.announce(t.save.planned(f.bytes(plan.after)));
    } catch (error) {
      if (draft !== this.#planned) return;
      this.#plan = null;
      this.#planError = LaminaError.of(error);
    }
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const { archive } = this.ws;
    if (!archive) return nothing;
    const busy = "abort" in this.#saving;
    return html`<div class="page">
      <div class="edit">
        <div class="bar">
          <h2>${t.save.images}</h2>
          <button
            type="button"
            class="plain"
            ?disabled=${!this.ws.edits.canUndo || busy}
            @click=${() => this.#undo()}
          >
            ${icon("undo")}${t.save.undo}
          </button>
          <button
            type="button"
            class="plain"
            ?disabled=${!this.ws.edits.canRedo || busy}
            @click=${() => this.#redo()}
          >
            ${icon("redo")}${t.save.redo}
          </button>
          <button
            type="button"
            class="plain"
            ?disabled=${isUntouched(archive.images, this.#draft) || busy}
            @click=${() => this.#edit(untouched(archive.images))}
          >
            ${t.save.reset}
          </button>
        </div>
        <p class="dim">${t.save.how}</p>
        <fieldset ?disabled=${busy}>
          <legend class="heard">${t.save.images}</legend>
          <ul class="images">
            ${cards(archive.images).map((indexes) => this.#renderCard(indexes))}
          </ul>
        </fieldset>
        ${this.#renderPrune(archive.unreferenced, busy)}
      </div>
      <div class="plan" role="region" aria-label=${t.save.plan}>
        ${this.#renderPlan()} ${this.#renderSaving()}
      </div>
    </div>`;
  }

  /** The images that have their names together, mostly one. */
  #renderCard(indexes: number[]): TemplateResult {
    const kept = indexes.some((index) => this.#draft.keep[index]);
    return html`<li class=${kept ? "" : "dropped"}>
      ${this.#renderTags(indexes[0] ?? 0, kept)} ${indexes.map((index) => this.#renderImage(index))}
    </li>`;
  }

  #renderImage(index: number): TemplateResult | typeof nothing {
    const image = this.#images[index];
    if (!image) return nothing;
    const keep = this.#draft.keep[index] ?? true;
    const alone = this.#draft.keep.every((kept, at) => kept === (at === index));
    return html`<div class="image ${keep ? "" : "dropped"}">
      <label>
        <input
          type="checkbox"
          .checked=${keep}
          @change=${(event: Event) =>
            this.#edit(withKeep(this.#draft, index, (event.target as HTMLInputElement).checked))}
        />
        <span class="heard">${t.save.keep(visible(image.references[0] ?? t.images.noName))}</span>
        <span class="facts">
          <code>${shortId(image.id)}</code>
          <span>${named(image.platform || t.images.noPlatform)}</span>
          <span>${image.created === null ? t.images.noDate : named(image.createdSince)}</span>
        </span>
        ${keep ? nothing : changeLetter("deleted")}
        <span class="number" title=${t.images.onDisk(f.bytes(image.sizeOnDisk))}
          >${f.bytes(image.sizeOnDisk)}</span
        >
      </label>
      ${
        this.#images.length > 1
          ? html`<button
              type="button"
              class="plain"
              ?disabled=${alone}
              title=${t.save.onlyTitle}
              @click=${() => this.#edit(withOnly(this.#draft, index))}
            >
              ${t.save.only}
            </button>`
          : nothing
      }
    </div>`;
  }

  #renderTags(index: number, kept: boolean): TemplateResult {
    const before = this.#images[index]?.references ?? [];
    const references = this.#draft.references[index] ?? [];
    const error = this.#tagErrors.get(index);
    const name = before[0] ?? shortId(this.#images[index]?.id ?? "");
    return html`<div class="tags">
      ${references.length === 0 ? html`<em class="dim">${t.images.noName}</em>` : nothing}
      ${references.map(
        (one) =>
          html`<span class="tag ${before.includes(one) ? "" : "new"}"
            ><span>${reference(one)}</span
            ><button
              type="button"
              class="plain icon"
              ?disabled=${!kept}
              aria-label=${t.save.untag(one)}
              title=${t.save.untag(one)}
              @click=${() => this.#edit(withoutTag(this.#draft, one))}
            >
              ${icon("close")}
            </button></span
          >`,
      )}
      ${
        kept
          ? html`<form @submit=${(event: SubmitEvent) => void this.#addTag(event, index)}>
              <input
                type="text"
                name="reference"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-label=${t.save.newTag(name)}
                aria-invalid=${error !== undefined}
                aria-describedby=${error === undefined ? nothing : `wrong-${index}`}
                placeholder=${t.save.tagPlaceholder}
              /><button type="submit" class="plain">${icon("plus")}${t.save.addTag}</button>
            </form>`
          : nothing
      }
      ${
        error === undefined
          ? nothing
          : html`<p class="wrong" id="wrong-${index}" role="alert">${error}</p>`
      }
    </div>`;
  }

  #renderPrune(unreferenced: { count: number; size: number }, busy: boolean): TemplateResult {
    const { keep, references } = this.#draft;
    const dangling = references.filter((list, at) => keep[at] && list.length === 0).length;
    const options: { value: Draft["prune"]; text: string; about: string }[] = [
      { value: "", text: t.save.pruneNothing, about: "" },
      { value: "dangling", text: t.save.pruneDangling, about: t.save.danglingCount(dangling) },
      {
        value: "all",
        text: t.save.pruneAll,
        about: t.save.unreferenced(unreferenced.count, f.bytes(unreferenced.size)),
      },
    ];
    return html`<fieldset ?disabled=${busy}>
      <legend><h2>${t.save.prune}</h2></legend>
      ${options.map(
        ({ value, text, about }) =>
          html`<label class="choice"
            ><input
              type="radio"
              name="prune"
              .checked=${this.#draft.prune === value}
              @change=${() => this.#edit(withPrune(this.#draft, value))}
            /><span>${text} <span class="dim">${about}</span></span></label
          >`,
      )}
    </fieldset>`;
  }

  #renderPlan(): TemplateResult {
    if (this.#planError) {
      const { message, help } = this.#planError;
      return note(
        "error",
        html`${sentence(message)}${help ? html`<div class="dim">${help}</div>` : nothing}`,
      );
    }
    return this.#plan ? planFacts(this.#plan) : html`<p class="dim">${t.save.planning}</p>`;
  }

  #renderSaving(): TemplateResult {
    const saving = this.#saving;
    const plan = this.#plan;
    if (saving.state === "writing" || saving.state === "checking") {
      const checking = saving.state === "checking";
      const part = plan && plan.after > 0 ? saving.bytes / plan.after : 0;
      return html`<div class="progress">
        <p role="status">
          ${
            checking
              ? t.save.checking
              : t.save.writing(f.bytes(saving.bytes), f.bytes(plan?.after ?? 0))
          }
        </p>
        <progress max="1" .value=${checking ? 1 : part} aria-label=${t.save.progress}></progress>
        <button type="button" @click=${() => saving.abort.abort()}>${t.cancel}</button>
      </div>`;
    }
    return html`<div class="go">
        <button
          type="button"
          class="primary"
          ?disabled=${!plan || plan.images.length === 0}
          @click=${() => void this.#save()}
        >
          ${icon("save")}${t.save.save}
        </button>
        ${plan ? html`<span class="dim">${plan.suggestedName}</span>` : nothing}
      </div>
      ${saving.state === "done" ? this.#renderDone(saving.written) : nothing}
      ${
        saving.state === "failed"
          ? note(
              "error",
              html`${t.save.failed}
              ${sentence(saving.error.message)}${
                saving.error.help ? html`<br />${saving.error.help}` : nothing
              }`,
            )
          : nothing
      }
      ${
        plan && plan.images.length > 0
          ? html`<div class="load">
              <h3>${t.save.load}</h3>
              <div>
                <code>${plan.loadCommand}</code>${copyButton(plan.loadCommand, t.save.copyLoad)}
              </div>
            </div>`
          : nothing
      }`;
  }

  #renderDone(written: Written): TemplateResult {
    return html`<div class="note done" role="status">
      ${icon("done")}
      <div>${written.kind === "saved" ? t.save.saved(written.name) : t.save.downloaded}</div>
    </div>`;
  }

  #edit(draft: Draft): void {
    this.ws.edits.add(draft);
    this.#edited();
  }

  #undo(): void {
    this.ws.edits.undo();
    this.#edited();
  }

  #redo(): void {
    this.ws.edits.redo();
    this.#edited();
  }

  #edited(): void {
    this.#tagErrors.clear();
    if (!("abort" in this.#saving)) this.#saving = { state: "idle" };
    this.ws.tell();
  }

  /** A reference is tried before it is taken: the core knows which ones loaders accept. */
  async #addTag(event: SubmitEvent, index: number): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const input = form.elements.namedItem("reference") as HTMLInputElement;
    const typed = input.value.trim();
    const { archive } = this.ws;
    const draft = this.#draft;
    if (typed === "" || !archive) return;
    try {
      const wish = withTag(draft, archive.images, index, typed);
      const plan = await archive.plan(editsOf(archive.images, wish));
      // As it will be called: `web` becomes `web:latest`.
      const ids = platformsOf(archive.images, index).map((at) => archive.images[at]?.id);
      const made = plan.images.find(({ before }) => ids.includes(before))?.references;
      const name = made?.find((one) => !draft.references[index]?.includes(one)) ?? typed;
      input.value = "";
      this.#edit(withTag(draft, archive.images, index, name));
    } catch (error) {
      const { message, help } = LaminaError.of(error);
      this.#tagErrors.set(index, [sentence(message), help].filter(Boolean).join(" "));
      this.requestUpdate();
    }
  }

  async #save(): Promise<void> {
    // Who edits and saves at once means the edit too.
    await this.#replan();
    const plan = this.#plan;
    if (!plan) return;
    const abort = new AbortController();
    const show = (saving: Saving): void => {
      this.#saving = saving;
      this.requestUpdate();
    };
    let told = 0;
    try {
      const written = await writePlan(plan, {
        signal: abort.signal,
        description: t.save.fileKind,
        onProgress: (bytes) => {
          const now = performance.now();
          if (now - told < 60) return;
          told = now;
          show({ state: "writing", bytes, abort });
        },
        onCheck: () => show({ state: "checking", bytes: plan.after, abort }),
      });
      show({ state: "done", written });
      this.ws.announce(written.kind === "saved" ? t.save.saved(written.name) : t.save.downloaded);
    } catch (thrown) {
      const error = LaminaError.of(thrown);
      // Closing the file dialog, or the Cancel button: no failure, and nothing to say.
      show(error.code === "aborted" ? { state: "idle" } : { state: "failed", error });
    }
  }

  readonly #beforeUnload = (event: BeforeUnloadEvent): void => {
    if ("abort" in this.#saving) event.preventDefault();
  };
}

/** The indexes of the images, those together that have their names together. */
function cards(images: readonly Image[]): number[][] {
  return images.flatMap((_, index) => {
    const group = platformsOf(images, index);
    return group[0] === index ? [group] : [];
  });
}

define("lamina-save", Save);
