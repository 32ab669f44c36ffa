/** What a report says, for people: sections of paragraphs and tables, whatever they are written as. */
import type { Report, Secret } from "../api/insight-types.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";

export interface Table {
  head: string[];
  rows: string[][];
  /** Rows that were left out. */
  more: number;
}

export type Block =
  | { kind: "text"; text: string }
  | { kind: "table"; table: Table }
  /** As it stands: a program's text. */
  | { kind: "code"; text: string };

export interface Section {
  title: string;
  blocks: Block[];
}

export interface Summary {
  title: string;
  sections: Section[];
}

/** Rows of each table: the whole is in the JSON. */
const MOST = 25;

const s = t.report;

const text = (text: string): Block => ({ kind: "text", text });

function table<Row>(head: string[], rows: readonly Row[], cells: (row: Row) => string[]): Block {
  const shown = rows.slice(0, MOST).map((row) => cells(row).map(visible));
  return { kind: "table", table: { head, rows: shown, more: rows.length - shown.length } };
}

const count = (number: number): string => f.integer(number);
const layerName = (layer: number): string => count(layer + 1);

export function summarise(report: Report): Summary {
  const { image, archive } = report;
  return {
    title: s.title(visible(image.references[0] ?? image.id)),
    sections: [
      {
        title: s.image,
        blocks: [
          table(s.fact, factsOf(report), (row) => row),
          ...archive.problems.map(({ message, where }) =>
            text(visible(where ? `${message} (${where})` : message)),
          ),
        ],
      },
      { title: s.layers, blocks: [layers(report)] },
      space(report),
      packages(report),
      secrets(report),
      permissions(report),
      { title: s.dockerfile, blocks: [{ kind: "code", text: report.dockerfile }] },
      ...unread(report),
    ],
  };
}

function factsOf({ image, archive, made, by }: Report): string[][] {
  return [
    [s.archive, `${archive.name} (${archive.format}, ${f.bytes(archive.size)})`],
    [s.id, image.id],
    [s.names, image.references.join(", ") || t.none],
    [s.platform, image.platform || t.unknown],
    [s.created, image.created ?? t.unknown],
    [s.size, image.size === null ? t.unknown : f.bytes(image.size)],
    [s.made, `${made}, ${by}`],
  ];
}

function layers({ layers }: Report): Block {
  return table(s.layerHead, layers, ({ position, size, accounts, verified, command }) => {
    const hidden = accounts
      ? accounts.overwritten + accounts.deleted + accounts.opaque + accounts.replaced
      : null;
    const bytes = (number: number | null | undefined): string =>
      number === null || number === undefined ? t.unknown : f.bytes(number);
    return [
      layerName(position),
      bytes(size),
      bytes(accounts?.live),
      bytes(hidden),
      bytes(accounts && accounts.metadata + accounts.duplicate),
      s.verified[verified],
      command,
    ];
  });
}

function space({ space: { dive, wasted, copies }, layers }: Report): Section {
  const all = layers.reduce((sum, { accounts }) => {
    if (!accounts) return sum;
    const total = Object.values({ ...accounts }).reduce((bytes, more) => bytes + more, 0);
    return sum + total - accounts.live - accounts.overhead;
  }, 0);
  return {
    title: s.space,
    blocks: [
      text(s.wasted(f.bytes(all), copies === "all")),
      text(s.dive(f.percent(dive.score), f.bytes(dive.wasted))),
      table(s.wastedHead, wasted, ({ path, layer, bytes, account, by }) => [
        path ?? t.unknown,
        layerName(layer),
        f.bytes(bytes),
        s.account[account],
        by === null ? "" : layerName(by),
      ]),
    ],
  };
}

function packages({ packages }: Report): Section {
  const { distribution, installed, gone, unownedCount, unownedSize } = packages;
  const kinds = Object.entries(Object.groupBy(installed, ({ kind }) => kind));
  const blocks: Block[] = [];
  if (distribution) {
    const { release, support } = distribution;
    blocks.push(
      text(
        visible(release.pretty || release.name) +
          (support?.ends ? `, ${s.supported(support.ends, support.source)}` : ""),
      ),
    );
  }
  blocks.push(
    table(s.kindHead, kinds, ([kind, list]) => [
      kind,
      count(list.length),
      f.bytes(list.reduce((sum, { size }) => sum + (size ?? 0), 0)),
    ]),
    text(s.unowned(count(unownedCount), f.bytes(unownedSize))),
  );
  if (gone.length > 0) {
    blocks.push(
      text(s.gone(count(gone.length))),
      table(s.goneHead, gone, ({ kind, name, version, last, replacedBy }) => [
        kind,
        name,
        version,
        layerName(last),
        replacedBy ?? "",
      ]),
    );
  }
  return { title: s.packages, blocks };
}

function secrets({ secrets }: Report): Section {
  // Examples of a documentation are no secrets.
  const real = secrets.filter(({ certainty }) => certainty !== "example");
  if (real.length === 0) return { title: s.secrets, blocks: [text(s.noSecrets)] };
  return {
    title: s.secrets,
    blocks: [
      table(s.secretHead, real, (secret) => [
        s.certainty[secret.certainty],
        secret.title,
        placeOf(secret),
        secret.masked,
        secret.note,
      ]),
    ],
  };
}

function placeOf({ place, steps }: Secret): string {
  switch (place.kind) {
    case "file": {
      const line = place.line === null ? "" : `:${place.line}`;
      return s.inFile(`${place.path}${line}`, layerName(place.layer), place.visible);
    }
    case "env":
    case "label":
      return `${place.kind === "env" ? "ENV" : "LABEL"} ${place.name}`;
    case "command":
      return place.field;
    case "step":
      return s.step([place.step, ...steps].map((step) => step + 1));
  }
}

function permissions({ permissions }: Report): Section {
  if (permissions.length === 0) return { title: s.permissions, blocks: [text(s.noPermissions)] };
  return {
    title: s.permissions,
    blocks: [
      table(s.permissionHead, permissions, ({ path, layer, permissions: special }) => [
        path,
        layerName(layer),
        special.map((one) => t.permissions.names[one]).join(", "),
      ]),
    ],
  };
}

function unread({ unread }: Report): Section[] {
  if (unread.length === 0) return [];
  const rows = table(s.unreadHead, unread, ({ layer, path, message }) => [
    layerName(layer),
    path,
    message,
  ]);
  return [{ title: s.unread, blocks: [rows] }];
}
