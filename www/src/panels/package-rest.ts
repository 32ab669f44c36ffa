/** What an inventory tells besides the packages that are there. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { GonePackage, Inventory } from "../api/insight-types.js";
import { chip, named } from "../element/parts.js";
import { sentence } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { link } from "./package-facts.js";
import { fullName } from "./package-list.js";

const p = t.packages;

/** Packages that only older layers have; each opens the record that still tells of it. */
export function goneTable(
  gone: readonly GonePackage[],
  open: (path: string, version: number) => void,
): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${p.name}</th>
        <th scope="col">${p.version}</th>
        <th class="spare" scope="col">${p.kindHead}</th>
        <th scope="col">${p.goneLayers}</th>
        <th scope="col">${p.replacedBy}</th>
        <th class="spare" scope="col">${p.record}</th>
      </tr>
    </thead>
    <tbody>
      ${gone.map(
        (one) =>
          html`<tr>
            <th scope="row">
              <button
                type="button"
                class="link"
                title=${visible(one.path)}
                @click=${() => open(one.path, one.last)}
              >
                ${named(fullName(one))}
              </button>
            </th>
            <td class="version">${named(one.version)}</td>
            <td class="spare kind">${p.kind[one.kind]}</td>
            <td class="place">
              ${chip(one.layer)}${one.last === one.layer ? nothing : html` – ${chip(one.last)}`}
            </td>
            <td>
              ${
                one.replacedBy === null
                  ? html`<span class="dim">${p.notThere}</span>`
                  : named(one.replacedBy)
              }
            </td>
            <td class="spare"><code class="dim">${named(one.path)}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Records that could not be made sense of, and what could not be read. */
export function notes(
  { problems, unread }: Pick<Inventory, "problems" | "unread">,
  open: (path: string, version: number) => void,
): TemplateResult {
  const list = (title: string, items: { layer: number; path: string; text: string }[]) =>
    items.length === 0
      ? nothing
      : html`<table>
          <caption>
            ${title}
          </caption>
          <tbody>
            ${items.map(
              ({ layer, path, text }) =>
                html`<tr>
                  <td class="place">${chip(layer)}</td>
                  <td>${path ? link(path, () => open(path, layer)) : t.layers.layer(layer + 1)}</td>
                  <td>${named(sentence(text))}</td>
                </tr>`,
            )}
          </tbody>
        </table>`;
  return html`${list(
    p.problems,
    problems.map(({ problem, ...where }) => ({ ...where, text: problem })),
  )}${list(
    p.unreadTitle,
    unread.map(({ message, ...where }) => ({ ...where, text: message })),
  )}`;
}

/** Rows of files that no package owns. */
export function unownedRows(
  files: Inventory["unowned"],
  open: (path: string) => void,
): TemplateResult[] {
  return files.map(
    ({ path, size, layer }) =>
      html`<tr>
        <td class="wide">${link(path, open)}</td>
        <td class="amount">${f.bytes(size)}</td>
        <td class="place">${chip(layer)}</td>
      </tr>`,
  );
}
