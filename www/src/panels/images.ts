import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Image } from "../api/types.js";
import { copyButton } from "../element/copy.js";
import { Panel, define } from "../element/panel.js";
import { listKey } from "../element/listbox.js";
import { named, reference } from "../element/parts.js";
import { base } from "../style/base.js";
import { shortId } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible, visibleLines } from "../text/visible.js";

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
      .meta > :last-child:not(:only-child) {
        margin-inline-start: auto;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0 10px;
        padding: 4px 8px 8px 14px;
        color: var(--text-dim);
        font-size: 12px;
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
                <code>${shortId(image.id)}</code
                ><span class="clip">${named(image.platform || t.images.noPlatform)}</span>
              </div>
              <div class="meta">
                <span
                  class="clip"
                  title=${image.created === null ? nothing : visible(image.created)}
                  >${
                    image.created === null
                      ? t.images.noDate
                      : named(image.createdSince || f.stamp(image.created))
                  }</span
                >${this.#size(image)}
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
      (name) => html`<div class="reference">${reference(name)}</div>`,
    )}`;
  }

  /** As Docker counts it, or, while the layers are not read, what the archive holds. */
  #size({ size, sizeOnDisk }: Image): TemplateResult {
    const [bytes, title] =
      size === null ? [sizeOnDisk, t.images.onDiskTitle] : [size, t.images.sizeTitle];
    return html`<span class="number" title=${title(t.exactBytes(f.integer(bytes), bytes))}
      >${f.bytes(bytes)}</span
    >`;
  }

  #facts(): TemplateResult | typeof nothing {
    const image = this.ws.image;
    if (!image) return nothing;
    return html`<div class="facts">
      <span>${t.images.onDisk(f.bytes(image.sizeOnDisk))}</span>
      ${copyButton(image.id, t.images.copyId, t.images.copyIdShort)}
      ${image.attestations.map(
        ({ predicateTypes, size }) =>
          html`<span title=${visibleLines(predicateTypes.join("\n"))}
            >${t.images.attested(
              predicateTypes.map((type) => visible(t.predicate(type))).join(", "),
              f.bytes(size),
            )}</span
          >`,
      )}
    </div>`;
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
