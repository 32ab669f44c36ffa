import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Image } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import { Panel, define } from "../element/panel.js";
import { listKey } from "../element/listbox.js";
import { named } from "../element/parts.js";
import { base } from "../style/base.js";
import { shortId } from "../text/format.js";
import { f, t } from "../text/text.js";

/** The images of the archive, and the facts of the chosen one. */
export class Images extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .title {
        padding: 10px 12px 6px;
      }
      .list {
        max-height: 232px;
        overflow: auto;
        padding: 0 6px;
      }
      [role="option"] {
        padding: 5px 8px;
        border-radius: var(--radius);
        cursor: default;
      }
      [role="option"]:hover {
        background: var(--bg-hover);
      }
      [role="option"][aria-selected="true"] {
        background: var(--bg-chosen);
      }
      .reference {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .meta {
        display: flex;
        gap: 4px 10px;
        color: var(--text-dim);
        font-size: 12px;
      }
      .meta > :last-child {
        margin-inline-start: auto;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 1px 10px;
        padding: 6px 14px 10px;
        align-items: center;
        font-size: 12px;
      }
      dt {
        color: var(--text-dim);
      }
      dd {
        display: flex;
        align-items: center;
        gap: 2px;
        min-height: 20px;
        flex-wrap: wrap;
      }
      .dangling {
        font-style: italic;
        font-weight: 400;
      }
    `,
  ];

  override render(): TemplateResult {
    const images = this.ws.archive?.images ?? [];
    const chosen = this.ws.place.image;
    return html`<h2 class="title" id="title">${t.images.title(images.length)}</h2>
      <div class="list" role="listbox" aria-labelledby="title" @keydown=${this.#onKey}>
        ${images.map(
          (image, index) =>
            html`<div
              role="option"
              aria-selected=${index === chosen}
              tabindex=${index === chosen ? 0 : -1}
              @click=${() => this.ws.go({ image: index })}
            >
              ${this.#references(image)}
              <div class="meta">
                <span class="clip">${image.platform || t.images.noPlatform}</span>
                <span class="number">${f.bytes(image.size ?? image.sizeOnDisk)}</span>
              </div>
            </div>`,
        )}
      </div>
      ${this.#facts()}`;
  }

  #references(image: Image): TemplateResult {
    if (image.references.length === 0) {
      return html`<div class="reference dangling">${t.images.noName} ${shortId(image.id)}</div>`;
    }
    return html`${image.references.map(
      (reference) => html`<div class="reference">${named(reference)}</div>`,
    )}`;
  }

  #facts(): TemplateResult | typeof nothing {
    const image = this.ws.image;
    if (!image) return nothing;
    return html`<dl aria-label=${t.images.facts}>
      <dt>${t.images.id}</dt>
      <dd><code>${shortId(image.id)}</code>${copyButton(image.id, t.images.copyId)}</dd>
      <dt>${t.images.created}</dt>
      <dd title=${image.created ?? nothing}>
        ${image.created === null ? t.none : image.createdSince || f.stamp(image.created)}
      </dd>
      <dt>${t.images.onDisk}</dt>
      <dd title=${t.exactBytes(f.integer(image.sizeOnDisk), image.sizeOnDisk)}>
        ${f.bytes(image.sizeOnDisk)}
      </dd>
      <dt>${t.images.unpacked}</dt>
      <dd title=${image.size === null ? nothing : t.exactBytes(f.integer(image.size), image.size)}>
        ${image.size === null ? t.waiting : f.bytes(image.size)}
      </dd>
      ${
        image.attestations.length === 0
          ? nothing
          : html`<dt>${t.images.attestations}</dt>
              <dd>
                ${image.attestations.map(
                  ({ predicateTypes, size }) =>
                    html`<span title=${predicateTypes.join("\n")}
                      >${
                        predicateTypes.length > 0
                          ? predicateTypes.map((type) => t.predicate(type)).join(", ")
                          : t.images.attestation
                      }
                      (${f.bytes(size)})</span
                    >`,
                )}
              </dd>`
      }
    </dl>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const count = this.ws.archive?.images.length ?? 0;
    const next = listKey(event, this.ws.place.image, count);
    if (next === null) return;
    this.ws.go({ image: next });
    void this.updateComplete.then(() => {
      const option = this.renderRoot.querySelectorAll<HTMLElement>("[role=option]")[next];
      option?.focus();
    });
  };
}

define("lamina-images", Images);
