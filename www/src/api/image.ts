import type { ImageDescription } from "../worker/core.js";
import type { Engine } from "./engine.js";
import { LaminaError } from "./error.js";
import type {
  AskOptions,
  Comparison,
  Copies,
  Dockerfile,
  Inventory,
  LargeFile,
  LargestOptions,
  Ledger,
  LedgerOptions,
  Search,
  SearchOptions,
  SearchQuery,
  Secrets,
  SpaceNode,
  SpaceOptions,
} from "./insight-types.js";
import { RunningSearch } from "./search.js";
import { MergedTree } from "./tree.js";
import type {
  Attestation,
  Change,
  HistoryStep,
  Image,
  LayerInfo,
  Rules,
  Tree,
  View,
  ViewOptions,
} from "./types.js";
import { OpenView } from "./view.js";

/** An image, as the workers are asked about it. */
export interface ImageOf {
  engine: Engine;
  index: number;
}

/** What answers the questions that take the scan core, loaded when the first of them is asked. */
const analysis = (): Promise<typeof import("../analysis/questions.js")> =>
  import("../analysis/questions.js");

/** One image of an open archive; what it tells grows while layers arrive. */
export class ArchivedImage implements Image {
  readonly config: Record<string, unknown>;
  readonly #of: ImageOf;

  constructor(engine: Engine, index: number) {
    this.#of = { engine, index };
    this.config = parsed(this.#now.config);
  }

  get #now(): ImageDescription {
    const description = this.#of.engine.description.images[this.#of.index];
    if (!description) throw new LaminaError("internal", `There is no image ${this.#of.index}.`);
    return description;
  }

  get id(): string {
    return this.#now.id;
  }
  get references(): string[] {
    return this.#now.references;
  }
  get platform(): string {
    return this.#now.platform;
  }
  get created(): string | null {
    return this.#now.created;
  }
  get createdSince(): string {
    return this.#now.createdSince;
  }
  get manifestDigest(): string | null {
    return this.#now.manifestDigest;
  }
  get sizeOnDisk(): number {
    return this.#now.sizeOnDisk;
  }
  get size(): number | null {
    return this.#now.size;
  }
  get layers(): LayerInfo[] {
    return this.#now.layers;
  }
  get attestations(): Attestation[] {
    return this.#now.attestations;
  }

  history(): HistoryStep[] {
    return this.#now.history;
  }

  rawConfig(): Promise<string> {
    return Promise.resolve(this.#now.config);
  }

  async tree({
    layer = this.#top,
    rules = "oci",
  }: { layer?: number; rules?: Rules } = {}): Promise<Tree> {
    const at = { layer, rules };
    const info = await this.#of.engine.call("treeInfo", [this.#of.index, at]);
    return new MergedTree(this.#of.engine, this.#of.index, at, info);
  }

  changes(layer: number, { rules = "oci" }: { rules?: Rules } = {}): Promise<Change[]> {
    return this.#of.engine.call("changes", [this.#of.index, { layer, rules }]);
  }

  async view(options: ViewOptions = {}): Promise<View> {
    const { view, ...info } = await this.#of.engine.call("openView", [this.#of.index, options]);
    return new OpenView(this.#of.engine, view, info);
  }

  async ledger(options: LedgerOptions = {}): Promise<Ledger> {
    return (await analysis()).ledger(this.#of, options);
  }

  async space(path: string, options: SpaceOptions = {}): Promise<SpaceNode> {
    return (await analysis()).space(this.#of, path, options);
  }

  async largest(options: LargestOptions = {}): Promise<LargeFile[]> {
    return (await analysis()).largest(this.#of, options);
  }

  async copies(options: Pick<LargestOptions, "signal" | "count"> = {}): Promise<Copies> {
    return (await analysis()).copies(this.#of, options);
  }

  async dockerfile(options: AskOptions = {}): Promise<Dockerfile> {
    return (await analysis()).dockerfile(this.#of, options);
  }

  search(query: SearchQuery, options: SearchOptions = {}): Search {
    return new RunningSearch(async (tell) =>
      (await analysis()).search(this.#of, query, options, tell),
    );
  }

  async secrets(options: AskOptions = {}): Promise<Secrets> {
    return (await analysis()).secrets(this.#of, options);
  }

  async packages(options: AskOptions = {}): Promise<Inventory> {
    return (await analysis()).packages(this, this.#of, options);
  }

  async compare(other: Image, options: AskOptions = {}): Promise<Comparison> {
    if (!(other instanceof ArchivedImage)) {
      throw new LaminaError("usage", "The image to compare with is not of an open archive.");
    }
    const sides: [Image, Image] = [this, other];
    return (await analysis()).compare(sides, [this.#of, other.#of], options);
  }

  get #top(): number {
    return Math.max(0, this.#now.layers.length - 1);
  }
}

/** A config that is no JSON object is shown raw; the core has said so among the problems. */
function parsed(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
