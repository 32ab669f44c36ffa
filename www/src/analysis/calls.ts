/** The calls of the analyst: sessions and comparisons by number. */
import { Accounting, Comparison, Inventory, Session } from "#scan-core";

import type { Handlers } from "../worker/serve.js";
import type { AnalysisCalls } from "./protocol.js";

interface Open {
  session: Session;
  /** The keys of its layers. */
  given: Set<number>;
  /** By image, until another layer is given. */
  accounts: Map<number, Accounting>;
}

interface Compared {
  comparison: Comparison;
  a: Session;
  b: Session;
}

let last = 0;
const sessions = new Map<number, Open>();
const comparisons = new Map<number, Compared>();

function known<T>(map: Map<number, T>, number: number): T {
  const one = map.get(number);
  if (one === undefined) throw new Error(`nothing is open here under the number ${number}`);
  return one;
}

/** Asks an image's accounting, opened when it is first asked. */
function accounts<T>(
  number: number,
  image: number,
  ask: (accounting: Accounting, session: Session) => T,
): T {
  const { session, accounts } = known(sessions, number);
  let accounting = accounts.get(image);
  if (!accounting) {
    accounting = Accounting.open(session, image);
    accounts.set(image, accounting);
  }
  return ask(accounting, session);
}

function closeAccounts({ accounts }: Open): void {
  for (const accounting of accounts.values()) accounting.free();
  accounts.clear();
}

const session = (number: number): Session => known(sessions, number).session;

export const analystCalls: Handlers<Exclude<keyof AnalysisCalls, "scan">> = {
  analyse: (_report, blob, wrapping, limits, now, folder) => {
    const opened = folder
      ? Session.openFolder(blob, folder, limits, now)
      : Session.openAgain(blob, wrapping, limits, now);
    sessions.set(++last, { session: opened, given: new Set(), accounts: new Map() });
    return last;
  },
  endAnalysis: (_report, number) => {
    const ended = sessions.get(number);
    if (ended) {
      for (const [key, { a, b, comparison }] of comparisons) {
        if (a !== ended.session && b !== ended.session) continue;
        comparison.free();
        comparisons.delete(key);
      }
      closeAccounts(ended);
      ended.session.free();
      sessions.delete(number);
    }
    return null;
  },
  give: (_report, number, key, packed) => {
    const open = known(sessions, number);
    const { session: taker, given } = open;
    closeAccounts(open);
    if (given.has(key)) taker.dropLayer(key);
    given.add(key);
    taker.addLayer(key, packed);
    return null;
  },

  accountWanted: (_report, number, image) => accounts(number, image, (of) => of.wanted()),
  accountSettle: (_report, number, image, layer, entries, digests) =>
    accounts(number, image, (of) => {
      of.settle(layer, entries, digests);
      return null;
    }),
  ledger: (_report, number, image) => accounts(number, image, (of, session) => of.ledger(session)),
  copies: (_report, number, image, most) =>
    accounts(number, image, (of, session) => of.copies(session, most)),
  space: (_report, number, image, path, query) =>
    accounts(number, image, (of, session) => of.space(session, path, query)),
  largest: (_report, number, image, query) =>
    accounts(number, image, (of, session) => of.largest(session, query)),
  dockerfile: (_report, number, image) => session(number).dockerfile(image),
  visible: (_report, number, image, at) => session(number).visible(image, at),
  find: (_report, number, image, at, request) =>
    session(number).find(image, at ?? undefined, request),
  checkQuery: (_report, query) => {
    Session.checkQuery(query);
    return null;
  },
  secretsInConfig: (_report, number, image) => session(number).secretsInConfig(image),
  revealInConfig: (_report, number, image, place) =>
    session(number).revealInConfig(image, place) ?? null,

  inventory: (_report, number, image, findings) =>
    withInventory(number, image, findings, (inventory) => inventory.describe()),
  document: (_report, number, image, findings, format, about) =>
    withInventory(number, image, findings, (inventory) => inventory.document(format, about)),

  compare: (_report, a, imageA, b, imageB) => {
    const sides = { a: session(a), b: session(b) };
    const comparison = Comparison.open(sides.a, imageA, String(a), sides.b, imageB, String(b));
    comparisons.set(++last, { comparison, ...sides });
    return last;
  },
  compared: (_report, number) => {
    const { comparison } = known(comparisons, number);
    return { facts: comparison.summary(), wanted: comparison.wanted() };
  },
  settle: (_report, number, side, layer, entries, digests) => {
    known(comparisons, number).comparison.settle(side, layer, entries, digests);
    return null;
  },
  differences: (_report, number, options) => {
    const { comparison, a, b } = known(comparisons, number);
    const { kinds = [], below, flat = false, start = 0, count = 100 } = options;
    const query = { kinds, flat, start, count, ...(below === undefined ? {} : { below }) };
    const { differences, total } = comparison.page(a, b, query);
    return { list: differences, total };
  },
  settings: (_report, number) => {
    const { comparison, a, b } = known(comparisons, number);
    return comparison.settings(a, b);
  },
  endComparison: (_report, number) => {
    comparisons.get(number)?.comparison.free();
    comparisons.delete(number);
    return null;
  },
};

function withInventory<T>(
  number: number,
  image: number,
  findings: (Uint8Array | null)[],
  ask: (inventory: Inventory) => T,
): T {
  const inventory = Inventory.open(session(number), image, findings);
  try {
    return ask(inventory);
  } finally {
    inventory.free();
  }
}
