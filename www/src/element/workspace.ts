/** What the page shows and where the reader is in it: one object that all panels watch. */
import { LaminaError } from "../api/error.js";
import type {
  Archive,
  Image,
  LayerInfo,
  Problem,
  Progress,
  Rules,
  Verification,
  ViewOptions,
} from "../api/types.js";
import { t } from "../text/text.js";
import type { Draft } from "./draft.js";
import { DraftHistory } from "./draft.js";
import { Question } from "./question.js";

export const TABS = [
  "files",
  "history",
  "space",
  "search",
  "packages",
  "secrets",
  "compare",
  "config",
  "save",
] as const;
export type Tab = (typeof TABS)[number];

/** A place in a content, as a search found it. */
export interface Spot {
  offset: number;
  length: number;
  /** From 1; null in binary content. */
  line: number | null;
}

/** Where the reader is: plain data, so that it can be written into a link. */
export interface Place {
  /** Index into `Archive.images`. */
  image: number;
  /** The view is as of this layer; null for the newest. */
  layer: number | null;
  mode: "merged" | "changes";
  /** How the layers are merged. */
  rules: Rules;
  tab: Tab;
  /** The selected path. */
  path: string | null;
  /** The layer whose version of the path is shown; null for the one in the view. */
  version: number | null;
  /** What in its content is pointed at. */
  spot: Spot | null;
  filter: string;
  sort: NonNullable<ViewOptions["sort"]>;
  descending: boolean;
  /** What the history is shown as. */
  history: "steps" | "dockerfile";
}

const START: Place = {
  image: 0,
  layer: null,
  mode: "merged",
  rules: "oci",
  tab: "files",
  path: null,
  version: null,
  spot: null,
  filter: "",
  sort: "name",
  descending: false,
  history: "steps",
};

/** Whether the digests were computed, and what came of it. */
export type Checking =
  | { state: "none" }
  | { state: "running"; progress: Progress | null; abort: AbortController }
  | { state: "failed"; error: LaminaError }
  | { state: "done"; found: readonly Verification[] };

export class Workspace {
  archive: Archive | null = null;
  place: Place = { ...START };
  /** While layers are being read. */
  progress: Progress | null = null;
  /** True if the reader stopped the reading of layers. */
  stopped = false;
  checking: Checking = { state: "none" };
  /** What shall be saved. */
  edits = new DraftHistory<Draft>();
  /** Counts the changes of what is known of the archive, as when a layer arrived. */
  revision = 0;
  /** In a narrow window the sides come and go. */
  sideOpen = false;
  detailsOpen = false;
  /** Says something to those who hear the page. */
  announce: (text: string) => void = () => undefined;
  /** Stops the reading of layers. */
  stop: () => void = () => undefined;

  /** What was asked, by image and name: an answer outlives the panel that shows it. */
  readonly #questions = new Map<string, Question<unknown>>();
  readonly #watchers = new Set<() => void>();
  #told = false;

  get image(): Image | null {
    return this.archive?.images[this.place.image] ?? null;
  }

  /** Oldest first. */
  get layers(): LayerInfo[] {
    return this.image?.layers ?? [];
  }

  /** The layer that the view is as of; -1 for an image without layers. */
  get layer(): number {
    const newest = this.layers.length - 1;
    return Math.min(this.place.layer ?? newest, newest);
  }

  get problems(): Problem[] {
    return this.archive?.problems ?? [];
  }

  /** True while the layer may still come. */
  isAwaited({ state }: LayerInfo): boolean {
    return state === "waiting" && !this.stopped;
  }

  /** True for a layer whose files can't be shown, now and later. */
  isMissing(layer: LayerInfo): boolean {
    return layer.state !== "indexed" && !this.isAwaited(layer);
  }

  /** What the archive's problems say of a layer. */
  problemOf({ location, digest, diffId }: LayerInfo): Problem | undefined {
    return this.problems.find(
      ({ where }) => where !== "" && [location, digest, diffId].includes(where),
    );
  }

  /** Shows another archive, from the start. */
  show(archive: Archive | null): void {
    this.archive = archive;
    this.place = { ...START };
    // Of an archive that is shown, layers may have been read already.
    if (!archive) this.progress = null;
    this.stopped = false;
    this.checking = { state: "none" };
    this.sideOpen = false;
    this.detailsOpen = false;
    this.edits = new DraftHistory();
    for (const question of this.#questions.values()) question.stop();
    this.#questions.clear();
    this.revision += 1;
    this.tell();
  }

  go(where: Partial<Place>): void {
    const before = this.place;
    this.place = { ...before, ...where };
    if (this.place.image !== before.image) {
      this.place.layer = where.layer ?? null;
      this.place.version = where.version ?? null;
    }
    if (this.place.path !== before.path && where.version === undefined) this.place.version = null;
    const elsewhere = this.place.path !== before.path || this.place.version !== before.version;
    if (elsewhere && where.spot === undefined) this.place.spot = null;
    this.tell();
  }

  /** Looks at another layer of the image; beyond the ends nothing happens. */
  goLayer(layer: number): void {
    const newest = this.layers.length - 1;
    if (layer < 0 || layer > newest) return;
    this.go({ layer: layer === newest ? null : layer });
    this.announce(t.layers.chosen(layer + 1, this.place.mode === "changes"));
  }

  /** Shows what a layer changed. */
  goChanges(layer: number): void {
    const newest = this.layers.length - 1;
    this.go({ layer: layer === newest ? null : layer, mode: "changes", tab: "files" });
  }

  /** Computes every digest of the archive. */
  async check(): Promise<void> {
    const { archive } = this;
    if (!archive || this.checking.state === "running") return;
    const running: Checking = { state: "running", progress: null, abort: new AbortController() };
    this.checking = running;
    this.tell();
    const end = (checking: Checking, said: string): void => {
      if (this.checking !== running) return;
      this.checking = checking;
      this.learn();
      this.announce(said);
    };
    try {
      const found = await archive.verify({
        signal: running.abort.signal,
        onProgress: (progress) => {
          running.progress = progress;
          this.tell();
        },
      });
      end({ state: "done", found }, t.integrity.outcome(count(found)));
    } catch (thrown) {
      const error = LaminaError.of(thrown);
      if (error.code === "aborted") end({ state: "none" }, t.integrity.stopped);
      else end({ state: "failed", error }, error.message);
    }
  }

  /** What was asked of the image at hand under this name, as yet perhaps nothing. */
  question<T>(name: string, image = this.place.image): Question<T> {
    const key = `${image} ${name}`;
    let question = this.#questions.get(key);
    if (!question) {
      question = new Question(() => this.tell());
      this.#questions.set(key, question);
    }
    return question as Question<T>;
  }

  /** In a narrow window: shows or hides the images and layers. */
  toggleSide(): void {
    this.sideOpen = !this.sideOpen;
    this.tell();
  }

  /** Something was learned, or moved on. */
  learn(): void {
    this.revision += 1;
    this.tell();
  }

  /** Tells the panels, once a microtask however much has changed. */
  tell(): void {
    if (this.#told) return;
    this.#told = true;
    queueMicrotask(() => {
      this.#told = false;
      for (const watcher of this.#watchers) watcher();
    });
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** How many blobs of each outcome there are. */
export function count(found: readonly Verification[]): Record<Verification["state"], number> {
  const counts = { verified: 0, wrong: 0, absent: 0, unread: 0, unchecked: 0, waiting: 0 };
  for (const { state } of found) counts[state] += 1;
  return counts;
}
