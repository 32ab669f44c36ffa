/** Which differences are shown, and how many of them there are below each directory. */
import type {
  Comparison,
  DifferenceKind,
  DifferentIn,
  PathDifference,
} from "../api/insight-types.js";

export interface DifferenceFilter {
  kinds: readonly DifferenceKind[];
  /** Of changed paths those that differ in this. */
  what: DifferentIn | "anything";
  /** Leaves out what differs in its time alone. */
  noTime: boolean;
}

/** What `same` does not belong to. */
export const DIFFERING = ["added", "removed", "changed", "unknown"] as const;

export const EVERYTHING: DifferenceFilter = { kinds: DIFFERING, what: "anything", noTime: false };

/** True if changed paths must be looked at one by one. */
export function isFine({ what, noTime, kinds }: DifferenceFilter): boolean {
  return (what !== "anything" || noTime) && kinds.includes("changed");
}

/** Whether what both images have is to be shown, by what differs in it. */
export function passes(
  { what, noTime }: DifferenceFilter,
  differing: readonly DifferentIn[],
): boolean {
  if (what !== "anything" && !differing.includes(what)) return false;
  return !(noTime && differing.length === 1 && differing[0] === "mtime");
}

/** Whether the filter lets the path itself through; a directory may be shown for what is below it. */
export function keeps(filter: DifferenceFilter, { kind, what }: PathDifference): boolean {
  return filter.kinds.includes(kind) && (kind !== "changed" || passes(filter, what));
}

/** Paths, and how many bytes more they have after than before. */
export interface Changed {
  count: number;
  more: number;
}

/** Differences asked for at a time: they come with both entries. */
const AT_ONCE = 1000;

/** Of each directory what changed below it, by what differs: the comparison itself counts them together. */
export class ChangedBelow {
  /** By directory, and then by what differs, as words with commas. */
  readonly #counts = new Map<string, Map<string, Changed>>();

  /** Looks at every changed path, in pieces. */
  static async read(
    comparison: Comparison,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<ChangedBelow> {
    const below = new ChangedBelow();
    for (let start = 0; ; start += AT_ONCE) {
      const { list, total } = await comparison.differences({
        kinds: ["changed"],
        start,
        count: AT_ONCE,
      });
      signal.throwIfAborted();
      for (const one of list) below.#add(one);
      onProgress(Math.min(start + list.length, total), total);
      if (start + AT_ONCE >= total) return below;
    }
  }

  /** What the filter lets through below a directory. */
  of(directory: string, filter: DifferenceFilter): Changed {
    const sum = { count: 0, more: 0 };
    for (const [what, { count, more }] of this.#counts.get(directory) ?? []) {
      if (!passes(filter, what.split(",") as DifferentIn[])) continue;
      sum.count += count;
      sum.more += more;
    }
    return sum;
  }

  #add({ path, what, before, after }: PathDifference): void {
    const key = what.join();
    const more = (after?.size ?? 0) - (before?.size ?? 0);
    for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
      const directory = path.slice(0, end) || "/";
      let counts = this.#counts.get(directory);
      if (!counts) this.#counts.set(directory, (counts = new Map<string, Changed>()));
      const known = counts.get(key) ?? { count: 0, more: 0 };
      counts.set(key, { count: known.count + 1, more: known.more + more });
      if (end === 0) break;
    }
  }
}
