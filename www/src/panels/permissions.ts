import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Match, Permission } from "../api/insight-types.js";
import { Panel, define } from "../element/panel.js";
import { chip, named, segments } from "../element/parts.js";
import { working } from "../element/question.js";
import type { Question } from "../element/question.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { inventoryStyles } from "./inventory-styles.js";
import { openFile } from "./open-file.js";
import { moreButton, ROWS } from "./window.js";

interface Found {
  list: Match[];
  /** Those beyond the bound of a search too. */
  count: number;
}

const p = t.permissions;
const PERMISSIONS: readonly Permission[] = ["setuid", "setgid", "worldWritable", "capabilities"];

/** What has permissions that an attacker would look for; the indexes of the layers tell. */
export class Permissions extends Panel {
  static override styles = [
    base,
    inventoryStyles,
    css`
      :host {
        display: block;
      }
      header {
        padding: 10px 12px 2px;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        padding: 4px 12px;
        border-bottom: 1px solid var(--line);
      }
      li .link {
        flex: 1 1 180px;
      }
    `,
  ];

  #only: Permission | "" = "";
  #rows = ROWS;
  #of: unknown = null;

  get #question(): Question<Found> {
    return this.ws.question<Found>("permissions");
  }

  /** Asked unasked, once the layers are there: it reads nothing. */
  override willUpdate(): void {
    const { image, layers } = this.ws;
    if (image !== this.#of) {
      this.#of = image;
      this.#only = "";
      this.#rows = ROWS;
    }
    const { asked } = this.#question;
    if (!image || asked.state !== "none" || layers.some((one) => this.ws.isAwaited(one))) return;
    void this.#question.ask(async ({ signal }) => {
      const search = image.search({ what: "permissions" }, { signal });
      const list: Match[] = [];
      for await (const match of search) list.push(match);
      return { list, count: (await search.summary).matches };
    });
  }

  override render(): TemplateResult {
    const { answer, asked } = this.#question;
    return html`<header>
        <h2>${p.title}</h2>
      </header>
      ${working(this.#question, p.working)}
      ${asked.state === "none" ? html`<p class="none">${p.waiting}</p>` : nothing}
      ${answer ? this.#renderAnswer(answer) : nothing}`;
  }

  #renderAnswer({ list, count }: Found): TemplateResult {
    if (list.length === 0) return html`<p class="none">${p.none}</p>`;
    const having = (one: Permission): Match[] =>
      list.filter(({ permissions }) => permissions.includes(one));
    const there = PERMISSIONS.filter((one) => having(one).length > 0);
    const rows = this.#only ? having(this.#only) : list;
    return html`<p class="lead">${p.lead} ${this.#only ? p.help[this.#only] + "." : nothing}</p>
      <div class="tools">
        ${segments<Permission | "">(
          p.filter,
          [
            { value: "", text: p.all(f.integer(list.length)) },
            ...there.map((value) => ({
              value,
              text: `${p.names[value]} ${f.integer(having(value).length)}`,
              title: p.help[value],
            })),
          ],
          this.#only,
          (only) => {
            this.#only = only;
            this.#rows = ROWS;
            this.requestUpdate();
          },
        )}
      </div>
      ${
        count > list.length
          ? html`<p class="lead">${p.more(f.integer(list.length), f.integer(count))}</p>`
          : nothing
      }
      <ul aria-label=${p.title}>
        ${rows.slice(0, this.#rows).map(
          ({ path, permissions, layer }) =>
            html`<li>
              <button type="button" class="link mono" @click=${() => openFile(this.ws, path)}>
                ${named(path)}
              </button>
              <span class="dim">${permissions.map((one) => p.names[one]).join(", ")}</span>
              ${chip(layer)}
            </li>`,
        )}
      </ul>
      ${moreButton(rows.length - this.#rows, ROWS, () => {
        this.#rows += ROWS;
        this.requestUpdate();
      })}`;
  }
}

define("lamina-permissions", Permissions);
