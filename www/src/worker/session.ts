/** The calls of the coordinator: one session, its views, and the files being read. */
import { Session } from "#core";
import type { FileReader } from "#core";

import type { CoreCalls } from "./protocol.js";
import type { Handlers } from "./serve.js";

let session: Session | undefined;
let lastFile = 0;
const files = new Map<number, FileReader>();

function current(): Session {
  if (!session) throw new Error("no archive is open in this worker");
  return session;
}

function closeFile(file: number): void {
  files.get(file)?.free();
  files.delete(file);
}

export const sessionCalls: Handlers<
  Exclude<keyof CoreCalls, "start" | "attach" | "index" | "hash">
> = {
  open: (report, blob, limits, now, folder) => {
    session = folder
      ? Session.openFolder(blob, folder, limits, now)
      : Session.open(blob, limits, now, report);
    return {
      description: session.describe(),
      jobs: session.jobs(),
      wrapping: session.wrapping(),
    };
  },
  read: (_report, offset, size) => current().read(offset, size),
  addLayer: (_report, key, packed) => {
    current().addLayer(key, packed);
    return current().describe();
  },
  failLayer: (_report, key, error) => {
    current().failLayer(key, error);
    return current().describe();
  },

  packLayer: (_report, key) => current().packLayer(key),
  dropLayer: (_report, key) => {
    current().dropLayer(key);
    return null;
  },
  keepsPromise: (_report, key) => current().keepsPromise(key) ?? null,

  hashJobs: () => current().hashJobs(),
  addDigests: (_report, member, digests) => {
    current().addDigests(member, digests);
    return null;
  },
  failDigests: (_report, member, error) => {
    current().failDigests(member, error);
    return null;
  },
  verifications: () => ({
    list: current().verifications(),
    description: current().describe(),
  }),

  treeInfo: (_report, image, at) => current().treeInfo(image, at),
  stat: (_report, image, at, path) => current().stat(image, at, path) ?? null,
  list: (_report, image, at, path) => current().list(image, at, path),
  walk: (_report, image, at, path, after, count) => current().walk(image, at, path, after, count),
  versions: (_report, image, path, rules) => current().versions(image, path, rules),
  changes: (_report, image, at) => current().changes(image, at),

  locate: (_report, image, at, path, version) => current().locate(image, at, path, version),
  openFile: (_report, image, at, path, version) => {
    files.set(++lastFile, current().openFile(image, at, path, version));
    return lastFile;
  },
  nextBytes: (_report, file, max) => {
    const bytes = files.get(file)?.next(max) ?? null;
    if (bytes === null) closeFile(file);
    return bytes;
  },
  closeFile: (_report, file) => {
    closeFile(file);
    return null;
  },

  openView: (_report, image, options) => {
    const view = current().openView(image, options);
    return { view, ...current().viewInfo(view) };
  },
  viewRows: (_report, view, start, count) => current().viewRows(view, start, count),
  viewToggle: (_report, view, node, open, deep) => {
    current().viewToggle(view, node, open, deep);
    return current().viewInfo(view);
  },
  viewReveal: (_report, view, path) => {
    const row = current().viewReveal(view, path);
    return { row, ...current().viewInfo(view) };
  },
  viewFind: (_report, view, prefix, after) =>
    current().viewFind(view, prefix, after < 0 ? undefined : after),
  viewParent: (_report, view, row) => current().viewParent(view, row),
  viewUpdate: (_report, view, options) => {
    current().viewUpdate(view, options);
    return current().viewInfo(view);
  },
  closeView: (_report, view) => {
    current().closeView(view);
    return null;
  },

  // A plan is made, told and let go: keeping it here would leak one for each click in the page.
  plan: (_report, edits) => {
    const plan = current().plan(edits);
    try {
      return { plan: plan.describe(), parts: plan.parts() };
    } finally {
      plan.free();
    }
  },
  check: (_report, edits, written) => {
    const plan = current().plan(edits);
    try {
      plan.check(written);
      return null;
    } finally {
      plan.free();
    }
  },
};
