import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LaminaError } from "../api/error.js";
import type { InstalledPackage, Inventory, PackageKind } from "../api/insight-types.js";
import { download } from "../element/download.js";
import { icon } from "../element/icons.js";
import { Panel, define } from "../element/panel.js";
import { chip, named, note, segments } from "../element/parts.js";
import { working } from "../element/question.js";
import type { Question } from "../element/question.js";
import { beginsItself, offer } from "../element/reading.js";
import { base } from "../style/base.js";
import { sentence, shortId } from "../text/format.js";
import { f, t } from "../text/text.js";
import { distributionLine } from "./distribution.js";
import { inventoryStyles } from "./inventory-styles.js";
import { openFile } from "./open-file.js";
import { packageFacts } from "./package-facts.js";
import {
  documentName,
  fullName,
  kindsOf,
  narrowed,
  sortedPackages,
  sortedUnowned,
} from "./package-list.js";
import type { PackageSort, UnownedSort } from "./package-list.js";
import { goneTable, notes, unownedRows } from "./package-rest.js";
import { packagesStyles } from "./packages-styles.js";
import { FILES, stateOf } from "./packages-state.js";
import type { PackagesState, Section } from "./packages-state.js";
import { sortHead } from "./sort-head.js";
import type { Column } from "./sort-head.js";
import { moreButton, ROWS } from "./window.js";

const p = t.packages;

const COLUMNS: readonly Column<PackageSort>[] = [
  { key: "name", text: p.name },
  { key: "version", text: p.version },
  { key: "kind", text: p.kindHead, look: "spare" },
  { key: "layer", text: p.layer, title: p.layerTitle },
  { key: "size", text: p.size, look: "amount", mostFirst: true },
  { key: "files", text: p.files, look: "amount spare", mostFirst: true },
];

const UNOWNED: readonly Column<UnownedSort>[] = [
  { key: "path", text: p.path, look: "wide" },
  { key: "size", text: p.size, look: "amount", mostFirst: true },
  { key: "layer", text: p.layer, title: p.written },
];

const FORMATS = [
  { format: "cyclonedx", name: "CycloneDX", ending: "cdx.json" },
  { format: "spdx", name: "SPDX", ending: "spdx.json" },
] as const;

/** What package managers and build tools wrote down about the image. */
export class Packages extends Panel {
  static override styles = [base, inventoryStyles, packagesStyles];

  /** What is listed, made anew only when something it is made from has changed. */
  #listed: { key: unknown[]; rows: unknown[] } = { key: [], rows: [] };
  #exportError: LaminaError | null = null;
  #exporting = false;
  /** The answer for which the list was scrolled to where it was left. */
  #scrolledFor: Inventory | null = null;

  get #question(): Question<Inventory> {
    return this.ws.question<Inventory>("packages");
  }

  override willUpdate(): void {
    if (beginsItself(this.#question, this.ws)) this.#ask();
  }

  override updated(): void {
    const { answer } = this.#question;
    if (!answer || this.#scrolledFor === answer) return;
    this.#scrolledFor = answer;
    this.#scroll?.scrollTo({ top: stateOf(answer).scrolled });
  }

  get #scroll(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".scroll");
  }

  #ask(): void {
    const { image } = this.ws;
    const question = this.#question;
    if (!image) return;
    void question
      .ask((options) => image.packages(options))
      .then(() => {
        const { answer } = question;
        if (!answer) return;
        const count = answer.packages.length;
        const of = answer.distribution?.release.pretty ?? "";
        this.ws.announce(p.done(count, f.integer(count), of));
      });
  }

  override render(): TemplateResult {
    const question = this.#question;
    const { answer } = question;
    if (answer) return this.#renderAnswer(answer, stateOf(answer));
    const { state } = question.asked;
    return html`${working(question, p.working)}${
      state === "running"
        ? nothing
        : offer(this.ws, { lead: p.lead, start: p.start }, () => this.#ask())
    }`;
  }

  #renderAnswer(inventory: Inventory, state: PackagesState): TemplateResult {
    const { unread } = inventory;
    return html`<div class="distribution">
        ${distributionLine(inventory.distribution, new Date().toISOString().slice(0, 10), (path) =>
          openFile(this.ws, path),
        )}
        <div class="exports">
          ${FORMATS.map(
            (format) =>
              html`<button
                type="button"
                ?disabled=${this.#exporting}
                title=${p.export(format.name)}
                @click=${() => void this.#export(inventory, format)}
              >
                ${icon("download")}${format.name}
              </button>`,
          )}
        </div>
      </div>
      ${
        this.#exportError
          ? note("error", html`${p.exportFailed} ${sentence(this.#exportError.message)}`)
          : nothing
      }
      ${
        unread.length === 0
          ? nothing
          : note(
              "warning",
              html`${p.unread}
                <button type="button" class="plain" @click=${() => this.#ask()}>
                  ${t.ask.again}
                </button>`,
            )
      }
      <div class="tools">${this.#renderSections(inventory, state)}</div>
      ${this.#renderSection(inventory, state)}`;
  }

  #renderSections(inventory: Inventory, state: PackagesState): TemplateResult {
    const { packages, gone, unownedCount, problems, unread } = inventory;
    const counts: Record<Section, number> = {
      installed: packages.length,
      gone: gone.length,
      unowned: unownedCount,
      notes: problems.length + unread.length,
    };
    const sections: Section[] = ["installed", "gone", "unowned"];
    if (counts.notes > 0) sections.push("notes");
    return segments<Section>(
      p.section,
      sections.map((value) => ({ value, text: p.sections[value](f.integer(counts[value])) })),
      state.section,
      (section) => this.#set(state, { section, rows: ROWS, chosen: null }, true),
    );
  }

  #renderSection(inventory: Inventory, state: PackagesState): TemplateResult {
    switch (state.section) {
      case "installed":
        return this.#renderInstalled(inventory, state);
      case "unowned":
        return this.#renderUnowned(inventory, state);
      case "gone": {
        const { gone } = inventory;
        const text = gone.length > 0 ? p.goneLead : p.goneNone;
        const body = html`<p class="lead">${text}</p>
          ${
            gone.length === 0
              ? nothing
              : goneTable(gone.slice(0, state.rows), (path, version) =>
                  openFile(this.ws, path, version),
                )
          }`;
        return this.#renderList(state, p.sections.gone(""), body, gone.length);
      }
      case "notes": {
        const body = notes(inventory, (path, version) => openFile(this.ws, path, version));
        return this.#renderList(state, p.sections.notes(""), body, 0);
      }
    }
  }

  #renderInstalled(inventory: Inventory, state: PackagesState): TemplateResult {
    const { packages } = inventory;
    const rows = this.#rows([packages, state.kind, state.filter, state.installed], () =>
      sortedPackages(narrowed(packages, state), state.installed),
    );
    const kinds = kindsOf(packages);
    const sorted = (installed: PackagesState["installed"]): void =>
      this.#set(state, { installed, rows: ROWS });
    const empty = packages.length === 0 ? p.none : p.noneCalled(state.filter);
    return html`<div class="tools">
        ${
          kinds.length < 2
            ? nothing
            : segments<PackageKind | "">(
                p.kinds,
                [
                  { value: "", text: p.allKinds },
                  ...kinds.map(([value, count]) => ({
                    value,
                    text: `${p.kind[value]} ${f.integer(count)}`,
                  })),
                ],
                state.kind ?? "",
                (kind) => this.#set(state, { kind: kind || null, rows: ROWS }, true),
              )
        }
        ${this.#renderFilter(p.filter, state.filter, (filter) =>
          this.#set(state, { filter, rows: ROWS }, true),
        )}
        <span class="count number" role="status"
          >${p.listed(packages.length, t.list.of(f.integer(rows.length), f.integer(packages.length)))}</span
        >
      </div>
      ${this.#renderList(
        state,
        p.sections.installed(""),
        rows.length === 0
          ? html`<p class="none">${empty}</p>`
          : html`<table>
              <thead>
                <tr>
                  ${COLUMNS.map((column) => sortHead(column, state.installed, sorted))}
                </tr>
              </thead>
              <tbody>
                ${rows.slice(0, state.rows).map((one) => this.#renderPackage(one, inventory, state))}
              </tbody>
            </table>`,
        rows.length,
      )}`;
  }

  #renderPackage(
    one: InstalledPackage,
    { packages }: Inventory,
    state: PackagesState,
  ): TemplateResult {
    const chosen = one === state.chosen;
    const choose = (other: InstalledPackage | null): void =>
      this.#set(state, { chosen: other, files: FILES });
    // The button's clicks arrive at the row, as those beside it.
    return html`<tr
        class="package ${chosen ? "chosen" : ""}"
        @click=${() => choose(chosen ? null : one)}
      >
        <th scope="row">
          <button type="button" class="link name" aria-expanded=${chosen}>
            ${icon("twisty")}<span>${named(fullName(one))}</span>
          </button>
        </th>
        <td class="version">${named(one.version)}</td>
        <td class="spare kind">${p.kind[one.kind]}</td>
        <td class="place">${chip(one.layer)}</td>
        <td class="amount">${one.size === null ? "" : f.bytes(one.size)}</td>
        <td class="amount spare">${one.files.length > 0 ? f.integer(one.files.length) : ""}</td>
      </tr>
      ${
        chosen
          ? html`<tr>
              <td class="facts" colspan=${COLUMNS.length} aria-label=${p.details(fullName(one))}>
                ${packageFacts(one, {
                  within: one.within === null ? undefined : packages[one.within],
                  shown: state.files,
                  showMore: () => this.#set(state, { files: state.files + ROWS }),
                  open: (path) => openFile(this.ws, path),
                  goLayer: (layer) => this.ws.goChanges(layer),
                  choose: (other) => this.#show(other, state),
                })}
              </td>
            </tr>`
          : nothing
      }`;
  }

  /** Chooses a package that the list may not show as it is. */
  #show(one: InstalledPackage, state: PackagesState): void {
    const at = this.#listed.rows.indexOf(one);
    if (at < 0) this.#set(state, { chosen: one, kind: null, filter: fullName(one), rows: ROWS });
    else this.#set(state, { chosen: one, files: FILES, rows: Math.max(state.rows, at + 1) });
    void this.updateComplete.then(() => {
      const row = this.renderRoot.querySelector(".chosen .name");
      row?.scrollIntoView({ block: "center" });
      (row as HTMLElement | null)?.focus();
    });
  }

  #renderUnowned(inventory: Inventory, state: PackagesState): TemplateResult {
    const { unowned, unownedSize } = inventory;
    const rows = this.#rows([unowned, state.path, state.unowned], () =>
      sortedUnowned(unowned, state.path, state.unowned),
    );
    const sorted = (order: PackagesState["unowned"]): void =>
      this.#set(state, { unowned: order, rows: ROWS });
    return html`<div class="tools">
        ${this.#renderFilter(p.filterPaths, state.path, (path) =>
          this.#set(state, { path, rows: ROWS }, true),
        )}
        <span class="count number" role="status"
          >${p.filesListed(
            unowned.length,
            t.list.of(f.integer(rows.length), f.integer(unowned.length)),
            f.bytes(state.path ? rows.reduce((sum, { size }) => sum + size, 0) : unownedSize),
          )}</span
        >
      </div>
      ${this.#renderList(
        state,
        p.sections.unowned(""),
        html`<p class="lead">${p.unownedLead}</p>
          ${
            rows.length === 0
              ? html`<p class="none">
                  ${unowned.length === 0 ? p.noUnowned : p.noPath(state.path)}
                </p>`
              : html`<table>
                  <thead>
                    <tr>
                      ${UNOWNED.map((column) => sortHead(column, state.unowned, sorted))}
                    </tr>
                  </thead>
                  <tbody>
                    ${unownedRows(rows.slice(0, state.rows), (path) => openFile(this.ws, path))}
                  </tbody>
                </table>`
          }`,
        rows.length,
      )}`;
  }

  #renderFilter(label: string, value: string, set: (text: string) => void): TemplateResult {
    return html`<div class="filter">
      ${icon("search")}
      <input
        type="search"
        aria-label=${label}
        placeholder=${label}
        autocomplete="off"
        spellcheck="false"
        .value=${value}
        @input=${(event: Event) => set((event.target as HTMLInputElement).value)}
      />
    </div>`;
  }

  #renderList(
    state: PackagesState,
    label: string,
    body: TemplateResult,
    count: number,
  ): TemplateResult {
    return html`<div
      class="scroll"
      tabindex="0"
      role="region"
      aria-label=${label.trim()}
      @scroll=${(event: Event) => (state.scrolled = (event.target as HTMLElement).scrollTop)}
    >
      ${body}
      ${moreButton(count - state.rows, ROWS, () => this.#set(state, { rows: state.rows + ROWS }))}
    </div>`;
  }

  /** Ten thousand rows are not sorted again for each that is drawn. */
  #rows<Row>(key: unknown[], make: () => Row[]): Row[] {
    const known = this.#listed.key;
    if (key.length !== known.length || key.some((part, at) => part !== known[at]))
      this.#listed = { key, rows: make() };
    return this.#listed.rows as Row[];
  }

  /** `anew`: another list, which is read from its beginning. */
  #set(state: PackagesState, change: Partial<PackagesState>, anew = false): void {
    Object.assign(state, change);
    this.requestUpdate();
    if (anew) this.#scroll?.scrollTo({ top: 0 });
  }

  async #export(inventory: Inventory, { format, ending }: (typeof FORMATS)[number]): Promise<void> {
    const { image } = this.ws;
    if (!image) return;
    this.#exporting = true;
    this.#exportError = null;
    this.requestUpdate();
    try {
      const text = await inventory.document(format);
      const name = `${documentName(image.references[0] ?? shortId(image.id))}.${ending}`;
      download(new Blob([text]), name);
      this.ws.announce(p.exported(name));
    } catch (error) {
      this.#exportError = LaminaError.of(error);
    }
    this.#exporting = false;
    this.requestUpdate();
  }
}

define("lamina-packages", Packages);
