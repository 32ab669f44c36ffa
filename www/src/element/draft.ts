/** The edits of the Save panel: a snapshot for each step, so that each can be undone. */
import type { Edits, Image } from "../api/types.js";

/** What shall become of the images, by their index. */
export interface Draft {
  readonly keep: readonly boolean[];
  readonly references: readonly (readonly string[])[];
  readonly prune: "" | "dangling" | "all";
}

type Known = Pick<Image, "id" | "references">;

/** Everything as it is. */
export function untouched(images: readonly Known[]): Draft {
  return {
    keep: images.map(() => true),
    references: images.map((image) => [...image.references]),
    prune: "",
  };
}

export function withKeep(draft: Draft, index: number, keep: boolean): Draft {
  return { ...draft, keep: draft.keep.with(index, keep) };
}

export function withOnly(draft: Draft, index: number): Draft {
  return { ...draft, keep: draft.keep.map((_, at) => at === index) };
}

export function withPrune(draft: Draft, prune: Draft["prune"]): Draft {
  return { ...draft, prune };
}

/**
 * The images that have their names together, this one included: the platforms of one index. A name
 * given to or taken from one of them is given to or taken from all.
 */
export function platformsOf(images: readonly Known[], index: number): number[] {
  const names = images[index]?.references ?? [];
  return images.flatMap(({ references }, at) =>
    at === index || references.some((reference) => names.includes(reference)) ? [at] : [],
  );
}

/** Gives a reference; whoever else has it loses it, as with `docker tag`. */
export function withTag(
  draft: Draft,
  images: readonly Known[],
  index: number,
  reference: string,
): Draft {
  const group = platformsOf(images, index);
  const references = draft.references.map((list, at) => {
    if (!group.includes(at)) return list.filter((other) => other !== reference);
    return list.includes(reference) ? list : [...list, reference];
  });
  return { ...draft, references };
}

/** Takes a reference away from all that have it. */
export function withoutTag(draft: Draft, reference: string): Draft {
  const references = draft.references.map((list) => list.filter((other) => other !== reference));
  return { ...draft, references };
}

/** The draft as the API takes it: only what differs from what is. */
export function editsOf(images: readonly Known[], draft: Draft): Edits {
  const edits: Edits = {};
  if (draft.keep.includes(false)) {
    edits.keep = images.filter((_, index) => draft.keep[index]).map(({ id }) => id);
  }
  const before = new Set(images.flatMap(({ references }) => references));
  const after = new Set(draft.references.flat());
  const untag = [...before].filter((reference) => !after.has(reference));
  const tag = images.flatMap(({ id, references }, index) =>
    // Once for all platforms.
    (platformsOf(images, index).find((at) => draft.keep[at]) === index
      ? (draft.references[index] ?? [])
      : []
    )
      .filter((reference) => !references.includes(reference))
      .map((reference): [string, string] => [id, reference]),
  );
  if (untag.length > 0) edits.untag = untag;
  if (tag.length > 0) edits.tag = tag;
  if (draft.prune) edits.prune = draft.prune;
  return edits;
}

export function isUntouched(images: readonly Known[], draft: Draft): boolean {
  return Object.keys(editsOf(images, draft)).length === 0;
}

/** The newest snapshot, and the way back. */
export class DraftHistory<T> {
  #done: T[] = [];
  #undone: T[] = [];

  /** The newest snapshot, or this one while there is none. */
  at(start: T): T {
    return this.#done.at(-1) ?? start;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  add(snapshot: T): void {
    this.#done.push(snapshot);
    this.#undone = [];
  }

  undo(): void {
    const last = this.#done.pop();
    if (last !== undefined) this.#undone.push(last);
  }

  redo(): void {
    const next = this.#undone.pop();
    if (next !== undefined) this.#done.push(next);
  }
}
