/** What each layer did to a path, told from its versions. */
import type { Entry, Version } from "../api/types.js";
import { exactTime, linkText, octal } from "../text/format.js";
import { bytesText, isFile } from "./entry-facts.js";

export interface VersionStep {
  version: Version;
  /** What the layer found at the path: null for nothing. */
  below: Version | null;
  /** The version that was there before, deleted or not. */
  older: Version | null;
}

/** The steps, newest first, of versions that come oldest first. */
export function versionSteps(versions: readonly Version[]): VersionStep[] {
  let older: Version | null = null;
  let below: Version | null = null;
  const steps: VersionStep[] = [];
  for (const version of versions) {
    steps.push({ version, below, older });
    below = version.kind === "written" ? version : null;
    older = below ?? older;
  }
  return steps.reverse();
}

/** `compare`: two files of equal size, and whether their contents differ is not known. */
export type Deed =
  | "added"
  | "again"
  | "replaced"
  | "content"
  | "target"
  | "metadata"
  | "same"
  | "compare"
  | "deleted";

/** What the layer did; `same` is whether the contents are the same, if that is known. */
export function deedOf({ version, below, older }: VersionStep, same?: boolean): Deed {
  const now = version.entry;
  if (version.kind === "deleted" || !now) return "deleted";
  const before = below?.entry;
  if (!before) return older ? "again" : "added";
  if (isFile(before) !== isFile(now)) return "replaced";
  if (isFile(now)) {
    if (before.size !== now.size) return "content";
    const known = now.size === 0 ? true : same;
    if (known === undefined) return "compare";
    if (!known) return "content";
  } else if (before.kind !== now.kind) {
    return "replaced";
  } else if (now.kind === "symlink" && before.link !== now.link) {
    return "target";
  }
  return metadataChanges(before, now).length > 0 ? "metadata" : "same";
}

/** The two files, if only reading them tells whether the layer changed the content. */
export function unread(step: VersionStep): [Entry, Entry] | null {
  const { below, version } = step;
  return below?.entry && version.entry && deedOf(step) === "compare"
    ? [below.entry, version.entry]
    : null;
}

export interface MetadataChange {
  what: "mode" | "owner" | "time" | "target" | "device" | "attribute";
  /** Of an attribute. */
  name: string;
  before: string;
  after: string;
}

export function metadataChanges(before: Entry, after: Entry): MetadataChange[] {
  const changes: MetadataChange[] = [];
  const tell = (what: MetadataChange["what"], of: (entry: Entry) => string, name = ""): void => {
    const [a, b] = [of(before), of(after)];
    if (a !== b) changes.push({ what, name, before: a, after: b });
  };
  tell("mode", ({ mode }) => octal(mode));
  tell("owner", ownerText);
  tell("time", ({ mtime }) => exactTime(mtime));
  tell("target", ({ kind, link }) => (kind === "symlink" ? linkText(kind, link ?? "") : ""));
  tell("device", ({ device }) => device?.join(":") ?? "");
  for (const name of new Set([before, after].flatMap(({ xattrs }) => Object.keys(xattrs)))) {
    tell(
      "attribute",
      ({ xattrs }) => {
        const value = xattrs[name];
        return value ? bytesText(value) : "";
      },
      name,
    );
  }
  return changes;
}

/** Numbers, and the names where a layer gives them. */
function ownerText({ uid, gid, uname, gname }: Entry): string {
  const numbers = `${uid}:${gid}`;
  return uname || gname ? `${uname || uid}:${gname || gid} (${numbers})` : numbers;
}
