import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { Image, Plan } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import {
  editsOf,
  isUntouched,
  untouched,
  withKeep,
  withPrune,
  withTag,
  withoutTag,
} from "../element/draft.js";
import type { Draft } from "../element/draft.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { named, note } from "../element/parts.js";
import { styled } from "../element/styled.js";
import { writePlan } from "../element/write.js";
import type { Written } from "../element/write.js";
import { base } from "../style/base.js";
import { shortId } from "../text/format.js";
import { f, t } from "../text/text.js";
import { saveStyles } from "./save-styles.js";

type Saving =
  | { state: "idle" }
  | { state: "writing" | "checking"; bytes: number; abort: AbortController }
  | { state: "done"; written: Written }
  | { state: "failed"; error: LaminaError };

/** What shall be in the archive that is saved, what it will be, and the saving. */
export class Save extends Panel {
  static override styles = [base, saveStyles];

  #draft: Draft = untouched([]);
  #plan: Plan | null = null;
  #planError: LaminaError | null = null;
  /** The draft that the plan is of. */
  #planned: Draft | null = null;
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
      this.#plan = null;
      this.#planned = null;
      this.#tagErrors.clear();
      if ("abort" in this.#saving) this.#saving.abort.abort();
      this.#saving = { state: "idle" };
      this.#draft = untouched(this.#images);
    }
    this.#draft = this.ws.edits.at(
      this.#draft === this.#planned ? this.#draft : untouched(this.#images),
    );
    void this.#replan();
  }

  async #replan(): Promise<void> {
    const { archive } = this.ws;
    const draft = this.#draft;
    if (!archive || this.#same(draft, this.#planned)) return;
    this.#planned = draft;
    try {
      const plan = await archive.plan(editsOf(archive.images, draft));
      if (draft !== this.#planned) return;
      this.#plan = plan;
      this.#planError = null;
      this.ws.announce(t.save.planned(f.bytes(plan.after)));
    } catch (error) {
      if (draft !== this.#planned) return;
      this.#plan = null;
      this.#planError = LaminaError.of(error);
    }
    this.requestUpdate();
  }

  /** Without edits each rendering makes its own draft; all of them mean the same. */
  #same(one: Draft, other: Draft | null): boolean {
    return one === other || (other !== null && JSON.stringify(one) === JSON.stringify(other));
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
            @click=${() => this.#step(() => this.ws.edits.undo())}
          >
            ${icon("undo")}${t.save.undo}
          </button>
          <button
            type="button"
            class="plain"
            ?disabled=${!this.ws.edits.canRedo || busy}
            @click=${() => this.#step(() => this.ws.edits.redo())}
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
        <fieldset ?disabled=${busy}>
          <legend class="heard">${t.save.images}</legend>
          <ul class="images">
            ${archive.images.map((image, index) => this.#renderImage(image, index))}
          </ul>
        </fieldset>
        ${this.#renderPrune(archive.unreferenced, busy)}
      </div>
      <div class="plan" role="region" aria-label=${t.save.plan}>
        ${this.#renderPlan()} ${this.#renderSaving()}
      </div>
    </div>`;
  }

  #renderImage(image: Image, index: number): TemplateResult {
    const keep = this.#draft.keep[index] ?? true;
    const name = image.references[0] ?? shortId(image.id);
    const references = this.#draft.references[index] ?? [];
    const error = this.#tagErrors.get(index);
    return html`<li class=${keep ? "" : "dropped"}>
      <label>
        <input
          type="checkbox"
          .checked=${keep}
          @change=${(event: Event) =>
            this.#edit(withKeep(this.#draft, index, (event.target as HTMLInputElement).checked))}
        />
        <span class="image">
          <span class="name"
            >${
              image.references[0] === undefined
                ? html`${t.images.noName} <code>${shortId(image.id)}</code>`
                : named(image.references[0])
            }</span
          >
          <span class="dim number"
            >${image.platform || t.images.noPlatform} · ${shortId(image.id)} ·
            ${f.bytes(image.sizeOnDisk)}</span
          >
        </span>
        ${keep ? nothing : html`<span class="letter deleted">${t.save.drop}</span>`}
      </label>
      ${
        keep
          ? html`<div class="tags">
              ${references.map(
                (reference) =>
                  html`<span class="tag ${image.references.includes(reference) ? "" : "new"}"
                    >${named(reference)}<button
                      type="button"
                      class="plain icon"
                      aria-label=${t.save.untag(reference)}
                      title=${t.save.untag(reference)}
                      @click=${() => this.#edit(withoutTag(this.#draft, index, reference))}
                    >
                      ${icon("close")}
                    </button></span
                  >`,
              )}
              <form @submit=${(event: SubmitEvent) => void this.#addTag(event, index)}>
                <input
                  type="text"
                  name="reference"
                  autocomplete="off"
                  spellcheck="false"
                  aria-label=${t.save.newTag(name)}
                  aria-invalid=${error !== undefined}
                  aria-describedby=${error === undefined ? nothing : `wrong-${index}`}
                  placeholder=${t.save.tagPlaceholder}
                /><button type="submit" class="plain">${icon("plus")}${t.save.addTag}</button>
              </form>
              ${
                error === undefined
                  ? nothing
                  : html`<p class="wrong" id="wrong-${index}" role="alert">${error}</p>`
              }
            </div>`
          : nothing
      }
    </li>`;
  }

  #renderPrune(unreferenced: { count: number; size: number }, busy: boolean): TemplateResult {
    const dangling = this.#images.filter(({ references }) => references.length === 0).length;
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
    const plan = this.#plan;
    if (this.#planError) {
      const { message, help } = this.#planError;
      return note(
        "error",
        html`${message}${help ? html`<br /><span class="dim">${help}</span>` : nothing}`,
      );
    }
    if (!plan) return html`<p class="dim">${t.save.planning}</p>`;
    const freed = plan.before - plan.after;
    const share = plan.before > 0 ? plan.after / plan.before : 1;
    return html`<h2>${t.save.plan}</h2>
      <div class="sizes">
        <div>
          <span class="dim">${t.save.before}</span>
          <strong class="number" title=${t.exactBytes(f.integer(plan.before), plan.before)}
            >${f.bytes(plan.before)}</strong
          >
        </div>
        <span class="to" aria-hidden="true">→</span>
        <div>
          <span class="dim">${t.save.after}</span>
          <strong class="number" title=${t.exactBytes(f.integer(plan.after), plan.after)}
            >${f.bytes(plan.after)}</strong
          >
        </div>
        <div class="freed ${freed > 0 ? "some" : ""}">
          ${
            freed > 0
              ? t.save.freed(f.bytes(freed), f.percent(freed / plan.before))
              : freed < 0
                ? t.save.grown(f.bytes(-freed))
                : t.save.sameSize
          }
        </div>
      </div>
      <div
        class="meter"
        role="presentation"
        ${styled({ "--share": `${100 * Math.min(1, share)}%` })}
      >
        <span></span>
      </div>
      <p class="dim number">${t.save.exact(f.integer(plan.before), f.integer(plan.after))}</p>
      <table>
        <caption class="heard">
          ${t.save.result}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t.save.image}</th>
            <th scope="col">${t.save.idBefore}</th>
            <th scope="col">${t.save.idAfter}</th>
          </tr>
        </thead>
        <tbody>
          ${plan.images.map(
            (image) =>
              html`<tr>
                <td>
                  ${
                    image.references.length > 0
                      ? image.references.map((reference) => html`<div>${named(reference)}</div>`)
                      : html`<em>${t.images.noName}</em>`
                  }
                </td>
                <td class="mono" title=${image.before}>${shortId(image.before)}</td>
                <td class="mono" title=${image.after}>
                  ${image.after === image.before ? t.save.sameId : shortId(image.after)}
                </td>
              </tr>`,
          )}
          ${plan.dropped.map(
            (image) =>
              html`<tr class="gone">
                <td>
                  ${image.references.length > 0 ? named(image.references.join(", ")) : t.images.noName}
                </td>
                <td class="mono" title=${image.id}>${shortId(image.id)}</td>
                <td>${t.save.dropped}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${plan.warnings.map(({ severity, message, help }) =>
        note(
          severity,
          html`${message}${help ? html`<br /><span class="dim">${help}</span>` : nothing}`,
        ),
      )}`;
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
              ${saving.error.message}${
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

  #step(change: () => void): void {
    change();
    this.#draft = this.ws.edits.at(untouched(this.#images));
    this.#changedDraft();
  }

  #edit(draft: Draft): void {
    this.ws.edits.add(draft);
    this.#draft = draft;
    this.#changedDraft();
  }

  #changedDraft(): void {
    this.#tagErrors.clear();
    if (!("abort" in this.#saving)) this.#saving = { state: "idle" };
    this.ws.tell();
  }

  /** A reference is tried before it is taken: the core knows which ones loaders accept. */
  async #addTag(event: SubmitEvent, index: number): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const input = form.elements.namedItem("reference") as HTMLInputElement;
    const reference = input.value.trim();
    const { archive } = this.ws;
    if (reference === "" || !archive) return;
    const draft = withTag(this.#draft, index, reference);
    try {
      await archive.plan(editsOf(archive.images, draft));
      input.value = "";
      this.#edit(draft);
    } catch (error) {
      const { message, help } = LaminaError.of(error);
      this.#tagErrors.set(index, [message, help].filter(Boolean).join(" "));
      this.requestUpdate();
    }
  }

  async #save(): Promise<void> {
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

define("lamina-save", Save);
