import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Certainty, Secret, Secrets as Found } from "../api/insight-types.js";
import { Panel, define } from "../element/panel.js";
import { named, note } from "../element/parts.js";
import { working } from "../element/question.js";
import type { Question } from "../element/question.js";
import { beginsItself, offer } from "../element/reading.js";
import { base } from "../style/base.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { inventoryStyles } from "./inventory-styles.js";
import "./permissions.js";
import { stepsWithSecrets } from "./secret-place.js";
import { secretRow } from "./secret-row.js";
import { secretsStyles } from "./secrets-styles.js";
import { moreButton, ROWS } from "./window.js";

const s = t.secrets;
const OPEN: readonly Certainty[] = ["certain", "likely", "possible"];
/** What could not be read is told of at most so many files. */
const UNREAD = 5;

/** Keys, tokens and passwords that the image holds, and permissions that are a risk. */
export class Secrets extends Panel {
  static override styles = [base, inventoryStyles, secretsStyles];

  /** What is to be seen, until the reader turns it off or leaves. */
  readonly #shown = new Map<Secret, string>();
  /** Rows that are shown of each group. */
  #rows = new Map<Certainty, number>();
  #examples = false;
  #of: unknown = null;

  get #question(): Question<Found> {
    return this.ws.question<Found>("secrets");
  }

  override willUpdate(): void {
    if (this.ws.image !== this.#of) {
      this.#of = this.ws.image;
      this.#shown.clear();
      this.#rows.clear();
      this.#examples = false;
    }
    if (beginsItself(this.#question, this.ws)) this.#ask();
  }

  #ask(): void {
    const { image } = this.ws;
    const question = this.#question;
    if (!image) return;
    this.#shown.clear();
    void question
      .ask((options) => image.secrets(options))
      .then(() => {
        if (question.answer) this.ws.announce(summary(question.answer));
      });
  }

  override render(): TemplateResult {
    return html`<div class="page">
      <div class="found">${this.#renderFound()}</div>
      <lamina-permissions .ws=${this.ws}></lamina-permissions>
    </div>`;
  }

  #renderFound(): TemplateResult {
    const question = this.#question;
    const { answer, asked } = question;
    if (answer) return this.#renderAnswer(answer);
    return html`${working(question, s.working)}${
      asked.state === "running"
        ? nothing
        : html`${offer(this.ws, { lead: s.lead, start: s.start }, () => this.#ask())}
          ${this.#renderScope(false)}`
    }`;
  }

  #renderAnswer(found: Found): TemplateResult {
    const { list, unread } = found;
    const masked = stepsWithSecrets(list);
    const of = (certainty: Certainty): Secret[] =>
      list.filter((secret) => secret.certainty === certainty);
    const examples = of("example");
    const none = list.length === examples.length;
    return html`<div class="head">
        <h2>${s.title}</h2>
        <span class="dim">${summary(found)}</span>
      </div>
      ${unread.length > 0 ? this.#renderUnread(found) : nothing}
      ${none ? note("info", examples.length > 0 ? s.onlyExamples : s.none) : nothing}
      ${OPEN.map((certainty) => {
        const group = of(certainty);
        if (group.length === 0) return nothing;
        return html`<section aria-labelledby=${certainty}>
          <div class="group">
            <h3 id=${certainty}>${s.group[certainty]} (${f.integer(group.length)})</h3>
            <span class="dim">${s.groupHelp[certainty]}</span>
          </div>
          ${this.#renderRows(certainty, group, masked, found)}
        </section>`;
      })}
      ${
        examples.length === 0
          ? nothing
          : html`<details
              .open=${this.#examples}
              @toggle=${(event: Event) => {
                this.#examples = (event.target as HTMLDetailsElement).open;
                this.requestUpdate();
              }}
            >
              <summary>
                <strong>${s.group.example} (${f.integer(examples.length)})</strong
                ><span class="dim">${s.groupHelp.example}</span>
              </summary>
              ${this.#examples ? this.#renderRows("example", examples, masked, found) : nothing}
            </details>`
      }
      ${this.#renderScope(none)}`;
  }

  #renderRows(
    certainty: Certainty,
    group: Secret[],
    masked: ReadonlySet<number>,
    found: Found,
  ): TemplateResult {
    const rows = this.#rows.get(certainty) ?? ROWS;
    return html`<ul>
        ${group.slice(0, rows).map((secret) =>
          secretRow(secret, {
            ws: this.ws,
            masked,
            shown: this.#shown.get(secret),
            toggle: () => void this.#toggle(secret, found),
            reveal: () => found.reveal(secret),
          }),
        )}
      </ul>
      ${moreButton(group.length - rows, ROWS, () => {
        this.#rows.set(certainty, rows + ROWS);
        this.requestUpdate();
      })}`;
  }

  #renderUnread({ unread }: Found): TemplateResult {
    return note(
      "warning",
      html`${s.unread}
        <button type="button" class="plain" @click=${() => this.#ask()}>${t.ask.again}</button>
        <ul>
          ${unread
            .slice(0, UNREAD)
            .map(
              ({ layer, path, message }) =>
                html`<li>
                  ${path ? named(path) : t.layers.layer(layer + 1)}: ${named(sentence(message))}
                </li>`,
            )}
        </ul>
        ${unread.length > UNREAD ? s.unreadMore(unread.length - UNREAD) : nothing}`,
    );
  }

  /** Where nothing was found it matters most. */
  #renderScope(open: boolean): TemplateResult {
    return html`<details ?open=${open}>
      <summary>${s.scope}</summary>
      <ul class="scope">
        ${s.scopeList.map((line) => html`<li>${line}</li>`)}
      </ul>
    </details>`;
  }

  async #toggle(secret: Secret, found: Found): Promise<void> {
    if (!this.#shown.delete(secret)) {
      this.#shown.set(secret, await found.reveal(secret).catch(() => s.failed));
      // What was read for an image that is no longer looked at is not kept.
      if (this.#question.answer?.list.includes(secret) !== true) this.#shown.delete(secret);
    }
    this.requestUpdate();
  }
}

function summary({ list }: Found): string {
  const count = (certainty: Certainty): number =>
    list.filter((secret) => secret.certainty === certainty).length;
  return s.done(count("certain"), count("likely"), count("possible"), count("example"));
}

define("lamina-secrets", Secrets);
