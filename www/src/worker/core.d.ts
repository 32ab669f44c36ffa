/**
 * What the wasm module exports, as the workers use it. wasm-bindgen's own declarations say `any`
 * wherever serde-wasm-bindgen makes the value; this file says what the value is.
 * The Rust side is `src/wasm/`; change both together.
 *
 * Every function may throw a `CoreError` object (a plain object, not an Error).
 */
import type {
  Attestation,
  Change,
  Compression,
  Edits,
  Entry,
  EntryKind,
  HistoryStep,
  LayerState,
  Problem,
  Refusal,
  Row,
  Rules,
  Verification,
  VerificationState,
  Version,
  ViewOptions,
} from "../api/types.js";

export interface CoreError {
  code: string;
  message: string;
  where: string;
  help: string;
}

/** Everything about the archive that fits in one message. Sent again when a layer arrives. */
export interface ArchiveDescription {
  format: string;
  formatName: string;
  size: number;
  compression: Compression;
  unpacked: number;
  images: ImageDescription[];
  problems: Problem[];
  unreferenced: { count: number; size: number };
}
export interface ImageDescription {
  id: string;
  references: string[];
  platform: string;
  created: string | null;
  createdSince: string;
  manifestDigest: string | null;
  /** The config as JSON text: parsed by the receiver. */
  config: string;
  sizeOnDisk: number;
  size: number | null;
  layers: LayerDescription[];
  history: HistoryStep[];
  attestations: Attestation[];
}
export interface LayerDescription {
  position: number;
  digest: string | null;
  diffId: string | null;
  mediaType: string | null;
  compression: Compression;
  size: number;
  unpacked: number | null;
  contentSize: number | null;
  entries: number | null;
  state: LayerState;
  verified: VerificationState;
  sharedWith: number;
  step: number | null;
  command: string;
  location: string;
  /** The index among the archive's distinct layers: what `Session.addLayer` takes. */
  key: number;
}
/** A file of a folder, as a range of the Blob that holds them all. */
export interface FolderPart {
  name: string;
  offset: number;
  size: number;
}
/** How a file is compressed as a whole, and where decoding it can start; nobody in between looks inside. */
export interface Wrapping {
  /** Whether layers are best read one after the other. */
  inOrder: boolean;
}
/** One distinct layer to be read, by any worker, with `LayerReader.index`. In the best order. */
export interface LayerJob {
  key: number;
  offset: number;
  size: number;
  compression: Compression;
  name: string;
  /** What the stored bytes should hash to, where the archive says. */
  digest: string | null;
}

/** One blob to be hashed, by any worker, with `LayerReader.hash`. In the best order. */
export interface HashJob {
  member: number;
  offset: number;
  size: number;
  compression: Compression;
  name: string;
  /** The key of the layer that it is. */
  layer: number | null;
}
/** What `LayerReader.hash` gives and `Session.addDigests` takes; nobody in between looks inside. */
export type Digests = object;
/** A merged filesystem: up to and with a layer, by some rules. */
export interface At {
  layer: number;
  rules: Rules;
}

/** A merged filesystem in numbers, and what overlayfs makes of it. */
export interface TreeInfo {
  count: number;
  size: number;
  differing: number;
  refused: Refusal[];
}

/** How many rows a view has, how many paths match its filter, and what overlayfs makes of the tree. */
export interface ViewInfo {
  rowCount: number;
  matchCount: number;
  differing: number;
  refused: boolean;
}

/** Entries in columns: see `src/wasm/entries.rs`. */
export interface PackedEntries {
  numbers: Uint8Array<ArrayBuffer>;
  classes: [kind: EntryKind, uname: string, gname: string][];
  paths: Uint8Array<ArrayBuffer>;
  links: Uint8Array<ArrayBuffer>;
  others: [index: number, entry: Entry][];
}

/** Where a file's content is: a slice of the archive, or something to be inflated by `Session.openFile`. */
export interface Located {
  path: string;
  size: number;
  slice: { offset: number; size: number } | null;
}

export interface PlanDescription {
  before: number;
  after: number;
  images: { before: string; after: string; references: string[]; platform: string }[];
  dropped: { id: string; references: string[]; platform: string }[];
  warnings: Problem[];
  suggestedName: string;
  loadCommand: string;
}
export type RopePart = { bytes: Uint8Array } | { offset: number; size: number };

export class Session {
  private constructor();
  /** Reads the outer archive and its JSON, no layer. `now` is seconds since 1970, for "3 weeks ago". */
  static open(
    blob: Blob,
    limits: object | undefined,
    now: number,
    onProgress: (bytes: number) => void,
  ): Session;
  /** Opens a folder whose files are in the Blob, one after the other. */
  static openFolder(
    blob: Blob,
    files: FolderPart[],
    limits: object | undefined,
    now: number,
  ): Session;
  describe(): ArchiveDescription;
  jobs(): LayerJob[];
  wrapping(): Wrapping | undefined;
  /** Bytes of the archive, decoded where the file is compressed as a whole. */
  read(offset: number, size: number): Uint8Array;
  /** Takes what `LayerReader.index` made; the tree grows by it. */
  addLayer(key: number, packed: Uint8Array): void;
  /** The layer as `addLayer` takes it. */
  packLayer(key: number): Uint8Array;
  /** Gives up what is known of a layer. */
  dropLayer(key: number): void;
  /** Whether a layer's stored bytes are what the archive says. */
  keepsPromise(key: number): boolean | undefined;
  /** Marks a layer unread and adds the reason to the problems. */
  failLayer(key: number, error: CoreError): void;

  hashJobs(): HashJob[];
  /** Takes what `LayerReader.hash` gave; what is wrong becomes a problem. */
  addDigests(member: number, digests: Digests): void;
  failDigests(member: number, error: CoreError): void;
  verifications(): Verification[];

  treeInfo(image: number, at: At): TreeInfo;
  stat(image: number, at: At, path: string): Entry | undefined;
  list(image: number, at: At, path: string): PackedEntries;
  /** Up to `count` entries after the path `after` (not included) in walking order, below `path`. */
  walk(
    image: number,
    at: At,
    path: string,
    after: string | undefined,
    count: number,
  ): PackedEntries;
  versions(image: number, path: string, rules: Rules): Version[];
  changes(image: number, at: At): Change[];
  /** `version` is the layer that wrote it; links are followed. */
  locate(image: number, at: At, path: string, version: number | undefined): Located;
  /** For a file whose `Located.slice` is null. */
  openFile(image: number, at: At, path: string, version: number | undefined): FileReader;

  openView(image: number, options: ViewOptions): number;
  viewInfo(view: number): ViewInfo;
  viewRows(view: number, start: number, count: number): Row[];
  viewToggle(view: number, node: number, open: boolean, deep: boolean): void;
  viewReveal(view: number, path: string): number;
  viewFind(view: number, prefix: string, after: number | undefined): number;
  viewParent(view: number, row: number): number;
  viewUpdate(view: number, options: ViewOptions): void;
  closeView(view: number): void;

  plan(edits: Edits): Plan;
  free(): void;
}
export class FileReader {
  private constructor();
  /** The next bytes, at most `max`; undefined at the end. */
  next(max: number): Uint8Array | undefined;
  free(): void;
}
export class Plan {
  private constructor();
  describe(): PlanDescription;
  parts(): RopePart[];
  /** Opens the new archive and compares its images with what was planned; throws if they differ. */
  check(blob: Blob): void;
  free(): void;
}
/** What a layer worker does: it reads parts of one file. `onProgress` gets stored bytes done so far. */
export class LayerReader {
  private constructor();
  static open(blob: Blob, wrapping: Wrapping | undefined, limits: object | undefined): LayerReader;
  /** Begins to index one layer. */
  index(job: LayerJob, onProgress: (bytes: number) => void): LayerIndexing;
  /** Computes a blob's digests, for `Session.addDigests`. */
  hash(job: HashJob, onProgress: (bytes: number) => void): Digests;
  free(): void;
}

/** A layer that is being indexed: `step` to the end, then `finish`, which also frees it. */
export class LayerIndexing {
  private constructor();
  /**
   * Reads on, synchronously, up to a halt: the result is the offset in the file from which on bytes will
   * most likely be read next. What is then given to `hold` need not be read, and may be fetched while
   * `step` works on what was given before. Undefined at the end.
   */
  step(): number | undefined;
  /** Takes bytes of the file; gaps and bytes that nobody wants after all do no harm. */
  hold(offset: number, buffer: ArrayBuffer): void;
  /** The layer, for `Session.addLayer`. */
  finish(): Uint8Array<ArrayBuffer>;
  free(): void;
}

/** wasm-bindgen's start: compiles and instantiates. */
export default function init(options: {
  module_or_path: WebAssembly.Module | URL | Response | Promise<Response>;
}): Promise<unknown>;
