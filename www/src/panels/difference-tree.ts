/** The tree of differences as far as it was looked into: directories are asked about when they are opened. */
import type { Comparison, DifferenceKind, PathDifference } from "../api/insight-types.js";
import { ChangedBelow, EVERYTHING, isFine, keeps } from "./difference-filter.js";
import type { DifferenceFilter } from "./difference-filter.js";

/** Paths of one directory that are shown at first, and added by each "show more". */
const PAGE = 200;

export interface DifferenceNode {
  difference: PathDifference;
  parent: DifferenceNode | null;
  /** 1 for what is in the root. */
  level: number;
  /** What is below it, where it is a directory with differences; empty until it was opened once. */
  inside: Listing | null;
  open: boolean;
}

/** What is right in a directory. */
export interface Listing {
  nodes: DifferenceNode[];
  /** Differences that were asked for, those that the filter keeps back too; and how many there are. */
  asked: number;
  total: number;
  loading: boolean;
}

/** A row as it is shown: a path, or the way to more of them. */
export type TreeRow =
  | { key: string; level: number; node: DifferenceNode; position: number; siblings: number }
  | { key: string; level: number; node: null; listing: Listing; of: DifferenceNode | null };

/** How many paths of each kind the filter shows below a directory. */
export interface Below {
  counts: Partial<Record<DifferenceKind, number>>;
  /** Bytes after, less bytes before. */
  more: number;
}

export class DifferenceTree {
  filter: DifferenceFilter = EVERYTHING;
  root: Listing = listing();
  /** How far it is in looking at what is different in each path. */
  sorting: { done: number; total: number } | null = null;
  /** The path that has the keyboard, or that was chosen. */
  active = "";
  chosen: PathDifference | null = null;
  readonly #comparison: Comparison;
  readonly #tell: () => void;
  #below: ChangedBelow | null = null;
  #abort = new AbortController();

  /** `tell` is called when something has changed. */
  constructor(comparison: Comparison, tell: () => void) {
    this.#comparison = comparison;
    this.#tell = tell;
  }

  /** Shows other differences; directories that are open stay open. */
  async show(filter: DifferenceFilter): Promise<void> {
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    this.filter = filter;
    const root = listing();
    root.loading = true;
    const before = this.root;
    try {
      if (isFine(filter) && !this.#below) await this.#sort(signal);
      await this.#fill(root, null, signal);
      await this.#reopen(root, before, signal);
    } catch (error) {
      // Another filter has been chosen in the meantime.
      if (signal.aborted) return;
      throw error;
    } finally {
      root.loading = false;
    }
    this.root = root;
    this.#tell();
  }

  /** Stops what is going on. */
  stop(): void {
    this.#abort.abort();
  }

  async #sort(signal: AbortSignal): Promise<void> {
    const tell = (done: number, total: number): void => {
      this.sorting = { done, total };
      this.#tell();
    };
    try {
      this.#below = await ChangedBelow.read(this.#comparison, tell, signal);
    } finally {
      this.sorting = null;
    }
  }

  async #reopen(fresh: Listing, before: Listing, signal: AbortSignal): Promise<void> {
    const open = new Map(before.nodes.map((node) => [node.difference.path, node]));
    for (const node of fresh.nodes) {
      const old = open.get(node.difference.path);
      if (!node.inside || !old?.open || !old.inside) continue;
      node.open = true;
      await this.#fill(node.inside, node, signal);
      await this.#reopen(node.inside, old.inside, signal);
    }
  }

  async toggle(node: DifferenceNode, open = !node.open): Promise<void> {
    const { inside } = node;
    if (!inside) return;
    node.open = open;
    this.#tell();
    if (open && inside.asked === 0) await this.more(inside, node);
  }

  /** Asks for the next page of a directory. */
  async more(of: Listing, node: DifferenceNode | null): Promise<void> {
    if (of.loading) return;
    of.loading = true;
    this.#tell();
    try {
      await this.#fill(of, node, this.#abort.signal);
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
    } finally {
      of.loading = false;
      this.#tell();
    }
  }

  /** Reads on until a page is full, or all is there. */
  async #fill(into: Listing, node: DifferenceNode | null, signal: AbortSignal): Promise<void> {
    const enough = into.nodes.length + PAGE;
    while (into.nodes.length < enough) {
      const { list, total } = await this.#comparison.differences({
        kinds: [...this.filter.kinds],
        ...(node ? { below: node.difference.path } : {}),
        flat: true,
        start: into.asked,
        count: PAGE,
      });
      signal.throwIfAborted();
      into.total = total;
      into.asked += list.length;
      for (const difference of list) {
        const hasBelow = difference.below !== null && countBelow(this.below(difference)) > 0;
        if (!hasBelow && !keeps(this.filter, difference)) continue;
        into.nodes.push({
          difference,
          parent: node,
          level: (node?.level ?? 0) + 1,
          inside: hasBelow ? listing() : null,
          open: false,
        });
      }
      if (into.asked >= total || list.length === 0) break;
    }
  }

  /** What the filter shows below a directory. */
  below({ path, below }: PathDifference): Below {
    const counts: Below["counts"] = {};
    let more = 0;
    for (const kind of this.filter.kinds) {
      const of = below?.[kind];
      if (!of) continue;
      const fine = kind === "changed" && isFine(this.filter) ? this.#below : null;
      const { count, more: bytes } = fine?.of(path, this.filter) ?? {
        count: of.count,
        more: of.after - of.before,
      };
      counts[kind] = count;
      more += bytes;
    }
    return { counts, more };
  }

  /** What is seen, from the top. */
  rows(): TreeRow[] {
    const rows: TreeRow[] = [];
    const add = (of: Listing, parent: DifferenceNode | null): void => {
      const level = (parent?.level ?? 0) + 1;
      const rest = of.asked < of.total;
      // Behind the filter nobody knows how many are to come.
      const siblings = !rest ? of.nodes.length : isFine(this.filter) ? -1 : of.total;
      of.nodes.forEach((node, index) => {
        rows.push({ key: node.difference.path, level, node, position: index + 1, siblings });
        if (node.open && node.inside) add(node.inside, node);
      });
      if (rest || of.loading) {
        const key = `${parent?.difference.path ?? ""}//`;
        rows.push({ key, level, node: null, listing: of, of: parent });
      }
    };
    add(this.root, null);
    return rows;
  }
}

function listing(): Listing {
  return { nodes: [], asked: 0, total: 0, loading: false };
}

function countBelow({ counts }: Below): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
