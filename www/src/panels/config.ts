import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { copyButton } from "../element/copy.js";
import { Panel, define } from "../element/panel.js";
import { chip, segments } from "../element/parts.js";
import { base } from "../style/base.js";
import { f, t } from "../text/text.js";
import { visible, visibleLines } from "../text/visible.js";
import { imageFacts } from "./config-facts.js";

/** What the image's config says, and its JSON. */
export class Configuration extends Panel {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow: auto;
        min-height: 0;
        container: config / inline-size;
      }
      .page {
        display: grid;
        gap: 18px;
        padding: 14px;
        max-width: 1000px;
      }
      section {
        display: grid;
        gap: 6px;
      }
      dl,
      table {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: hidden;
      }
      dl {
        display: grid;
        grid-template-columns: 170px minmax(0, 1fr);
      }
      dt,
      dd {
        padding: 5px 10px;
        border-bottom: 1px solid var(--line);
        min-height: 31px;
      }
      dt {
        color: var(--text-dim);
        background: var(--bg-side);
      }
      dt:last-of-type,
      dd:last-of-type {
        border-bottom: 0;
      }
      dd {
        display: flex;
        align-items: start;
        gap: 4px;
      }
      dd > :first-child {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      table {
        width: 100%;
        border-collapse: separate;
        border-spacing: 0;
        table-layout: fixed;
      }
      th,
      td {
        padding: 4px 10px;
        border-bottom: 1px solid var(--line);
        text-align: start;
        vertical-align: top;
        overflow-wrap: anywhere;
        font-family: var(--lamina-mono);
        font-size: 12px;
      }
      th {
        width: 34%;
        font-weight: 400;
        background: var(--bg-side);
      }
      td.copy {
        width: 40px;
        padding: 0 4px;
      }
      tr:last-child > * {
        border-bottom: 0;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .bar h2 {
        margin-inline-end: auto;
      }
      pre {
        padding: 10px 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--bg-code);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        max-height: 70vh;
        overflow: auto;
        line-height: 1.5;
      }
      .token {
        display: inline-block;
        padding: 0 6px;
        margin: 1px 4px 1px 0;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--bg-code);
        font: 12px/18px var(--lamina-mono);
      }
      @container config (max-width: 560px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
        dt {
          border-bottom: 0;
          min-height: 0;
          padding-bottom: 0;
          background: none;
        }
        dd {
          padding-top: 0;
        }
      }
    `,
  ];

  #raw = "";
  #rawOf: unknown = null;
  #exact = false;

  override render(): TemplateResult | typeof nothing {
    const { image } = this.ws;
    if (!image) return nothing;
    if (this.#rawOf !== image) {
      this.#rawOf = image;
      this.#raw = "";
      void image.rawConfig().then((raw) => {
        this.#raw = raw;
        this.requestUpdate();
      });
    }
    const facts = imageFacts(image.config);
    return html`<div class="page">
      <section aria-labelledby="runs">
        <h2 id="runs">${t.config.runs}</h2>
        <dl>
          ${this.#words(t.config.entrypoint, facts.entrypoint)}
          ${this.#words(t.config.command, facts.command)}
          ${this.#fact(t.config.directory, facts.directory)}
          ${this.#fact(t.config.user, facts.user)} ${this.#words(t.config.ports, facts.ports)}
          ${this.#words(t.config.volumes, facts.volumes)}
          ${this.#fact(t.config.stopSignal, facts.stopSignal)}
          ${this.#words(t.config.shell, facts.shell)} ${this.#fact(t.config.health, facts.health)}
        </dl>
      </section>
      ${this.#pairs("env", t.config.env(facts.env.length), facts.env)}
      ${this.#pairs("labels", t.config.labels(facts.labels.length), facts.labels)}
      <section aria-labelledby="about">
        <h2 id="about">${t.config.about}</h2>
        <dl>
          ${this.#fact(t.config.references, image.references.join("\n"), true)}
          ${this.#fact(t.config.platform, image.platform)}
          ${this.#fact(t.config.created, image.created === null ? "" : f.stamp(image.created), false, image.created ?? "")}
          ${this.#fact(t.config.author, facts.author)} ${this.#fact(t.config.id, image.id, true)}
          ${this.#fact(t.config.manifest, image.manifestDigest ?? "", true)}
        </dl>
      </section>
      <section aria-labelledby="ids">
        <h2 id="ids">${t.config.layers(image.layers.length)}</h2>
        <table>
          <tbody>
            ${image.layers.map(
              (layer) =>
                html`<tr>
                  <th scope="row">
                    ${chip(layer.position)}
                    <span>${t.compression[layer.compression]}, ${f.bytes(layer.size)}</span>
                  </th>
                  <td>${layer.diffId ?? layer.digest ?? t.none}</td>
                  <td class="copy">
                    ${copyButton(layer.diffId ?? layer.digest ?? "", t.config.copyLayer(layer.position + 1))}
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </section>
      <section aria-labelledby="json">
        <div class="bar">
          <h2 id="json">${t.config.json}</h2>
          ${segments(
            t.config.jsonLabel,
            [
              { value: "pretty", text: t.config.pretty },
              { value: "exact", text: t.config.exact },
            ],
            this.#exact ? "exact" : "pretty",
            (value) => {
              this.#exact = value === "exact";
              this.requestUpdate();
            },
          )}
          ${copyButton(() => this.#json(), t.config.copyJson, t.copy.copy)}
        </div>
        <pre tabindex="0" role="region" aria-label=${t.config.jsonText}>
${textOf(this.#json())}</pre>
      </section>
    </div>`;
  }

  #json(): string {
    if (this.#exact) return this.#raw;
    try {
      return JSON.stringify(JSON.parse(this.#raw), null, 2);
    } catch {
      return this.#raw;
    }
  }

  #fact(name: string, value: string, copy = false, title = ""): TemplateResult {
    return html`<dt>${name}</dt>
      <dd title=${visible(title) || nothing}>
        ${
          value === ""
            ? html`<span class="dim">${t.none}</span>`
            : html`<span class=${copy ? "mono" : ""}>${textOf(value)}</span>`
        }
        ${copy && value !== "" ? copyButton(value, t.config.copy(name)) : nothing}
      </dd>`;
  }

  #words(name: string, words: string[]): TemplateResult {
    if (words.length === 0) return this.#fact(name, "");
    return html`<dt>${name}</dt>
      <dd>
        <span>${words.map((word) => html`<span class="token">${textOf(word)}</span>`)}</span>
      </dd>`;
  }

  #pairs(id: string, title: string, pairs: [string, string][]): TemplateResult {
    return html`<section aria-labelledby=${id}>
      <h2 id=${id}>${title}</h2>
      ${
        pairs.length === 0
          ? html`<p class="dim">${t.none}</p>`
          : html`<table>
              <tbody>
                ${pairs.map(
                  ([name, value]) =>
                    html`<tr>
                      <th scope="row">${textOf(name)}</th>
                      <td>${textOf(value)}</td>
                      <td class="copy">${copyButton(value, t.config.copy(name))}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>`;
  }
}

function textOf(text: string): TemplateResult {
  return html`<bdi>${visibleLines(text)}</bdi>`;
}

define("lamina-config", Configuration);
