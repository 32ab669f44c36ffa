/** What is compared with what, and what came of it: outlives the panel, and ends with the archive. */
import { LaminaError } from "../api/error.js";
import type { Comparison, SettingDifference } from "../api/insight-types.js";
import { openArchive } from "../api/open.js";
import type { Archive, Image, Progress, Source } from "../api/types.js";
import type { Opening } from "../element/opening.js";
import { Question } from "../element/question.js";
import type { Workspace } from "../element/workspace.js";
import { shortId } from "../text/format.js";
import { f, t } from "../text/text.js";
import { visible } from "../text/visible.js";
import { EVERYTHING } from "./difference-filter.js";
import { DifferenceTree } from "./difference-tree.js";

export type CompareSection = "files" | "config" | "packages";

export interface Compared {
  comparison: Comparison;
  tree: DifferenceTree;
}

/** An image that may be chosen. */
export interface Choice {
  image: Image;
  label: string;
}

const known = new WeakMap<Archive, Comparing>();

export class Comparing {
  /** The archive that is compared with, besides the one of the page. */
  other: Archive | null = null;
  opening: Opening = { state: "none" };
  /** While the other archive's layers are being read. */
  progress: Progress | null = null;
  section: CompareSection = "files";
  readonly compared: Question<Compared>;
  readonly packages: Question<SettingDifference[]>;
  readonly #ws: Workspace;
  readonly #archive: Archive;
  /** Null until somebody chooses: then it is the image at hand, and one that is not. */
  #from: Image | null = null;
  #to: Image | null = null;

  /** That of the archive that is shown. */
  static of(ws: Workspace): Comparing | null {
    const { archive } = ws;
    if (!archive) return null;
    let comparing = known.get(archive);
    if (!comparing) known.set(archive, (comparing = new Comparing(ws, archive)));
    return comparing;
  }

  private constructor(ws: Workspace, archive: Archive) {
    this.#ws = ws;
    this.#archive = archive;
    const tell = (): void => ws.tell();
    this.compared = new Question(tell);
    this.packages = new Question(tell);
    void archive.ended.then(() => {
      this.drop();
      this.#closeOther();
    });
  }

  /** The images of this archive and of the other one. */
  get choices(): { own: Choice[]; other: Choice[] } {
    return { own: choicesOf(this.#archive), other: this.other ? choicesOf(this.other) : [] };
  }

  get from(): Image | null {
    return this.#from ?? this.#ws.image;
  }

  get to(): Image | null {
    if (this.#to) return this.#to;
    const images = [...(this.other?.images ?? []), ...this.#archive.images];
    return images.find((image) => image !== this.from) ?? null;
  }

  choose(side: "from" | "to", image: Image): void {
    this.#set(side === "from" ? image : this.from, side === "to" ? image : this.to);
  }

  /** Turns the direction; what has been compared is compared again. */
  swap(): void {
    const again = this.compared.asked.state === "done";
    this.#set(this.to, this.from);
    if (again) void this.compare();
  }

  #set(from: Image | null, to: Image | null): void {
    this.drop();
    this.#from = from;
    this.#to = to;
    this.#ws.tell();
  }

  /** Forgets what came of it. */
  drop(): void {
    const { answer } = this.compared;
    answer?.tree.stop();
    answer?.comparison.close();
    this.compared.stop();
    this.packages.stop();
  }

  async compare(): Promise<void> {
    const { from, to } = this;
    if (!from || !to || from === to) return;
    this.drop();
    // From here on it is these two, whatever is looked at meanwhile.
    this.#from = from;
    this.#to = to;
    await this.compared.ask(async (options) => {
      const comparison = await from.compare(to, options);
      const tree = new DifferenceTree(comparison, () => this.#ws.tell());
      try {
        options.signal.throwIfAborted();
        await tree.show(EVERYTHING);
        options.signal.throwIfAborted();
      } catch (error) {
        comparison.close();
        throw options.signal.aborted ? LaminaError.aborted() : error;
      }
      const { added, removed, changed } = comparison.totals;
      const [a = "", b = "", c = ""] = [added, removed, changed].map((one) => f.integer(one.count));
      this.#ws.announce(t.compare.said(a, b, c));
      return { comparison, tree };
    });
  }

  async comparePackages(): Promise<void> {
    const { answer } = this.compared;
    if (answer) await this.packages.ask((options) => answer.comparison.packages(options));
  }

  /** Opens an archive to compare with, in place of the one that is open. */
  async open(source: Source, name: string): Promise<void> {
    this.closeOther();
    const abort = new AbortController();
    const opening: Opening = { state: "opening", name, remote: false, progress: null, abort };
    this.opening = opening;
    this.#ws.tell();
    const onProgress = (progress: Progress): void => {
      if (progress.phase === "opening") opening.progress = progress;
      else this.progress = progress.phase === "layers" ? progress : null;
      if (!abort.signal.aborted) this.#ws.tell();
    };
    try {
      const archive = await openArchive(source, { signal: abort.signal, onProgress });
      if (this.opening !== opening) {
        archive.close();
        return;
      }
      this.opening = { state: "open" };
      this.other = archive;
      this.#follow(archive);
      this.#set(this.from, counterpart(this.from, archive));
      this.#ws.announce(t.open.opened(archive.name, archive.images.length));
    } catch (thrown) {
      if (this.opening !== opening) return;
      const error = LaminaError.of(thrown);
      this.opening =
        error.code === "aborted" ? { state: "none" } : { state: "failed", name, error };
      this.#ws.tell();
    }
  }

  #follow(archive: Archive): void {
    const end = (): void => {
      if (this.other !== archive) return;
      this.progress = null;
      this.#ws.tell();
    };
    archive.indexed().then(end, end);
    void archive.ended.then((error) => {
      if (this.other !== archive || error === null) return;
      const { name } = archive;
      this.closeOther();
      this.opening = { state: "failed", name, error };
    });
  }

  /** Closes the archive that is compared with. */
  closeOther(): void {
    const { other } = this;
    const [from, to] = [this.#from, this.#to].map((image) =>
      image && other?.images.includes(image) ? null : image,
    );
    if (from !== this.#from || to !== this.#to) this.#set(from ?? null, to ?? null);
    this.#closeOther();
    this.#ws.tell();
  }

  #closeOther(): void {
    if (this.opening.state === "opening") this.opening.abort.abort();
    this.opening = { state: "none" };
    this.other?.close();
    this.other = null;
    this.progress = null;
  }

  /** What to call an image of either archive. */
  labelOf(image: Image): string {
    const { own, other } = this.choices;
    const found = [...own, ...other].find((choice) => choice.image === image)?.label ?? "";
    const twice = [...own, ...other].filter(({ label }) => label === found).length > 1;
    const archive = this.other?.images.includes(image) ? this.other : this.#archive;
    return twice ? `${found} (${visible(archive.name)})` : found;
  }
}

/** Each with a label of its own within the archive. */
function choicesOf({ images }: Archive): Choice[] {
  const names = images.map(({ references, id }) => references[0] ?? shortId(id));
  return images.map((image, index) => {
    const name = names[index] ?? "";
    const alone = names.filter((one) => one === name).length === 1;
    return { image, label: visible(alone ? name : `${name} · ${image.platform}`) };
  });
}

/** The image of another archive that most likely is to be compared with this one. */
function counterpart(image: Image | null, { images }: Archive): Image | null {
  const named = images.filter(({ references }) =>
    references.some((one) => image?.references.includes(one)),
  );
  const pool = named.length > 0 ? named : images;
  return pool.find(({ platform }) => platform === image?.platform) ?? pool[0] ?? null;
}
