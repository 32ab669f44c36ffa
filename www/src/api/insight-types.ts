/**
 * The public types of what Lamina finds out about an image: where its bytes went, what is in it, what it
 * was built from. The conventions are those of `types.ts`.
 */
import type {
  Compression,
  Entry,
  HistoryStep,
  Image,
  LayerInfo,
  Problem,
  Progress,
  Rules,
} from "./types.js";

/** What long questions take. */
export interface AskOptions {
  signal?: AbortSignal;
  /** Bytes of uncompressed tars that were read, phase `scanning`. Questions that need no reading do not call it. */
  onProgress?: (progress: Progress) => void;
  /** How many workers read at most; by default as many as there are cores. */
  workers?: number;
}

/** Bytes of a layer's tar by what became of them: they add up to the length of the tar. */
export interface Accounts {
  /** In files that a container sees; of contents that are there more than once one of them. */
  live: number;
  /** In files that a layer wrote again with the same content: only mode, owner, times or attributes are other ones, if they are. */
  metadata: number;
  /** In files that a container sees, and whose content another such file has as well. */
  duplicate: number;
  /** In files that a later layer, or a later entry, wrote again. */
  overwritten: number;
  /** In files that a later layer deleted, by themselves or with a directory above. */
  deleted: number;
  /** In files under a directory that a later layer made opaque. */
  opaque: number;
  /** In files where a later layer has something that is no file, or no directory above it. */
  replaced: number;
  /** In headers, padding and the end of the tar. */
  overhead: number;
}

/** What became of a layer's bytes, and what the layer did to those of others. */
export interface LayerAccounts {
  own: Accounts;
  /** Bytes of each layer, oldest first, that this one hid; its own if it hides some of them itself. */
  hides: number[];
}

/** Where the bytes of an image went, by the rules of the OCI image specification. */
export interface Ledger {
  /** Oldest first; null for a layer that has not been read. */
  layers: (LayerAccounts | null)[];
  /** Whether copies are told from live files: `some` where a file could not be read. */
  copies: "none" | "some" | "all";
  /** What dive says of the image, by dive's own formula: a score from 0 to 1, and bytes. */
  dive: { score: number; wasted: number };
}

export interface LedgerOptions extends AskOptions {
  /** Tells copies too: reads the files that may be one, of equal size to another. False by default. */
  copies?: boolean;
}

/** The biggest rows, and the count and bytes of all. */
export interface Listed<Row> {
  rows: Row[];
  count: number;
  bytes: number;
}

/** Copies, as far as contents are known: see `LedgerOptions.copies`. */
export interface Copies {
  /** Files that a layer wrote again with the same content; `original` is the layer that it was in. */
  metadataCopies: Listed<{
    path: string;
    layer: number;
    original: number;
    bytes: number;
    what: ("mode" | "owner" | "mtime" | "xattrs")[];
  }>;
  /** Contents that several files have; `bytes` of all but one of them. */
  duplicates: Listed<{
    bytes: number;
    size: number;
    places: { path: string; layer: number }[];
    count: number;
  }>;
}

/** Which bytes are looked at; duplicates are `live` and `wasted`. */
export type SpaceMeasure = "live" | "wasted" | "all";

/** Bytes in the bodies of files. */
export type BodyAccounts = Omit<Accounts, "overhead">;

export interface SpaceOptions extends AskOptions {
  /** Levels below the path. */
  depth?: number;
  /** Nodes in all: of so many levels the largest. */
  most?: number;
  /** `live` by default. */
  by?: SpaceMeasure;
}

/** A path with what is below it, in all layers. */
export interface SpaceNode {
  path: string;
  /** Empty for the root. */
  name: string;
  /** What a container sees here; where it sees nothing, what was here last. */
  kind: "file" | "directory" | "other";
  /** By the measure: what it has more than children and rest is its own. */
  bytes: number;
  accounts: BodyAccounts;
  /** With the most live bytes, or with the most of all where none are; null if there are no bytes. */
  layer: number | null;
  /** The largest first. */
  children: SpaceNode[];
  /** Children that are not given. */
  rest: { count: number; bytes: number };
}

export interface LargestOptions extends AskOptions {
  by?: SpaceMeasure;
  /** 100 by default. */
  count?: number;
}

/** A file of a layer. */
export interface LargeFile {
  /** Null for a file that its own layer wrote again. */
  path: string | null;
  layer: number;
  bytes: number;
  account: keyof BodyAccounts;
  /** The layer that hid it; of a copy the layer of what it is a copy of. */
  by: number | null;
}

/** An instruction of a Dockerfile, or a comment in the place of one. */
export interface DockerfileLine {
  /** `RUN`, `COPY`; empty if it can't be told. */
  instruction: string;
  /** As it stands in a Dockerfile, which may be several lines. */
  text: string;
  /** Index into `config.history`. */
  step: number | null;
  layer: number | null;
  /** `base`: of the base image, for which `FROM` stands; not in the text. */
  origin: "from" | "base" | "step" | "layer" | "config";
  /** True if something in it is not known: a comment, or a word in angle brackets, stands for that. */
  unknown: boolean;
  /** Remarks; they stand above the text. */
  notes: string[];
}

/** A Dockerfile made from history and config. */
export interface Dockerfile {
  text: string;
  lines: DockerfileLine[];
}

export interface Pattern {
  /**
   * - `text` (by default): literally
   * - `glob`: as a shell does with file names; for names
   * - `regex`: in the syntax of the Rust crate `regex`, ASCII only
   * - `hex`: pairs of hexadecimal digits, `??` is any byte; for contents
   */
  kind?: "text" | "glob" | "regex" | "hex";
  text: string;
  /** Takes no notice of the case of ASCII letters. */
  ignoreCase?: boolean;
  /** No letter, digit or `_` before or after; for `text`. */
  wholeWord?: boolean;
}

/** A special permission; `worldWritable` directories are those without the sticky bit. */
export type Permission = "setuid" | "setgid" | "worldWritable" | "capabilities";

/** What is looked for. */
export type SearchQuery =
  /** Entries by their name, or by their path if the pattern has a `/`. */
  | { what: "name"; pattern: Pattern }
  /** Places in the content of files, all or those with such a name. */
  | { what: "content"; pattern: Pattern; files?: Pattern }
  /** Files by the SHA-256 of their content: at least eight hexadecimal digits. */
  | { what: "sha256"; digest: string; size?: number }
  /** Entries with any of these permissions; with any at all if `any` is absent. */
  | { what: "permissions"; any?: Permission[] };

export interface SearchOptions extends AskOptions {
  /** What a container sees (by default), or all that any layer has, deleted files too. */
  scope?: "merged" | "layers";
  /** As of this layer; the newest by default. For `merged`. */
  layer?: number;
  rules?: Rules;
  /** Matches told of one file, and of one layer; what is beyond is counted. */
  bounds?: { perFile?: number; total?: number };
}

/** A place in a content. */
export interface MatchPlace {
  offset: number;
  length: number;
  /** From 1; null in binary content. */
  line: number | null;
  /** In bytes, from 1; null in binary content. */
  column: number | null;
  binary: boolean;
  /** What was found and what stands around it, cut where the flags say so. */
  excerpt: {
    before: string;
    found: string;
    after: string;
    cutBefore: boolean;
    cutFound: boolean;
    cutAfter: boolean;
  };
}

export interface Match {
  layer: number;
  path: string;
  /** False if a container does not see it: another layer overwrote or deleted it. */
  visible: boolean;
  /** Of a search in contents. */
  place: MatchPlace | null;
  /** Of a search by permissions. */
  permissions: Permission[];
}

/** A file, or a whole layer, that could not be read; then `path` is empty. */
export interface Unread {
  layer: number;
  path: string;
  message: string;
}

export interface SearchSummary {
  /** All matches, those beyond the bounds too. */
  matches: number;
  unread: Unread[];
}

/** A search that is going on: matches as they are found, layer by layer in no certain order. */
export interface Search extends AsyncIterable<Match> {
  /** Resolves when all has been searched; rejects if it was stopped, or the pattern is wrong. */
  readonly summary: Promise<SearchSummary>;
}

export type Certainty = "example" | "possible" | "likely" | "certain";

/** Where a secret is; offsets and lengths in bytes. */
export type SecretPlace =
  | {
      kind: "file";
      layer: number;
      path: string;
      /** False if it is in a file that a container does not see any more. */
      visible: boolean;
      offset: number;
      length: number;
      line: number | null;
    }
  | { kind: "env" | "label"; name: string; offset: number; length: number }
  | { kind: "command"; field: string; word: number; offset: number; length: number }
  /** `step` is an index into `config.history`. */
  | { kind: "step"; step: number; offset: number; length: number };

/** A secret, without the secret. */
export interface Secret {
  /** A word for the rule: see `docs/secrets.md`. */
  rule: string;
  title: string;
  certainty: Certainty;
  place: SecretPlace;
  /** Later steps of the history that have the same: a build argument is told with each step after it. */
  steps: number[];
  /** Its first and last characters. */
  masked: string;
  /** What else is known: the kind of key, a user's name. May be empty. */
  note: string;
}

export interface Secrets {
  list: Secret[];
  unread: Unread[];
  /** The secret itself. */
  reveal(secret: Secret): Promise<string>;
}

export type PackageKind =
  "deb" | "apk" | "rpm" | "python" | "npm" | "go" | "java" | "rust" | "ruby";

export interface InstalledPackage {
  kind: PackageKind;
  /** Maven's group, npm's scope; empty for most. */
  group: string;
  name: string;
  version: string;
  architecture: string;
  license: string;
  /** The source package. */
  origin: { name: string; version: string } | null;
  /** A package URL. */
  purl: string | null;
  /** The layer since which it is there in this version. */
  layer: number;
  /** Of the file that tells of it. */
  path: string;
  /** Bytes of its files that are there; null where the record names none. */
  size: number | null;
  /** Bytes that the record claims. */
  claimed: number | null;
  /** Its files and links that are there. */
  files: string[];
  /** How many paths of its record are not there. */
  missing: number;
  /** Index of the package whose file it is in. */
  within: number | null;
}

export interface GonePackage {
  kind: PackageKind;
  group: string;
  name: string;
  version: string;
  architecture: string;
  purl: string | null;
  /** The first and the last layer that had it. */
  layer: number;
  last: number;
  path: string;
  /** The version that is there now. */
  replacedBy: string | null;
}

export interface Distribution {
  release: { id: string; name: string; pretty: string; version: string; versionId: string };
  path: string;
  layer: number;
  /** Days, `2026-06-10`; null where nobody says. `compiled` is the day of the table that says so, empty if the image does. */
  support: { ends: string; extended: string; source: string; compiled: string } | null;
}

/** What package managers and build tools wrote down about an image. */
export interface Inventory {
  distribution: Distribution | null;
  packages: InstalledPackage[];
  /** What only older layers have. */
  gone: GonePackage[];
  unownedCount: number;
  unownedSize: number;
  /** Regular files that no package owns. */
  unowned: { path: string; size: number; layer: number }[];
  problems: { layer: number; path: string; problem: string }[];
  unread: Unread[];
  /** As a CycloneDX 1.6 or SPDX 2.3 document, JSON text. */
  document(format: "cyclonedx" | "spdx"): Promise<string>;
}

/** `unknown`: of equal size, and the contents were not compared. */
export type DifferenceKind = "added" | "removed" | "changed" | "unknown" | "same";
export type DifferentIn =
  "kind" | "content" | "mode" | "owner" | "mtime" | "link" | "xattrs" | "device";

/** Paths, and bytes in each of the images. */
export interface DifferenceCount {
  count: number;
  before: number;
  after: number;
}
export type DifferenceTotals = Record<DifferenceKind, DifferenceCount>;

export interface PathDifference {
  path: string;
  kind: DifferenceKind;
  what: DifferentIn[];
  before: Entry | null;
  after: Entry | null;
  /** Of a directory: all below it. */
  below: DifferenceTotals | null;
}

export interface DifferencesOptions {
  /** All but `same` if it is absent. */
  kinds?: DifferenceKind[];
  /** Only below this directory. */
  below?: string;
  /** Only what is right in that directory, and directories with differences below them. */
  flat?: boolean;
  start?: number;
  /** 100 by default. */
  count?: number;
}

/** A value of the config, or a package, that is not the same in both. */
export interface SettingDifference {
  /** `env`, `labels`, `ports`, `volumes`, `config`, `image`, `history`, `packages`. */
  section: string;
  key: string;
  before: string | null;
  after: string | null;
}

/** Two images compared: by content, never by size alone. */
export interface Comparison {
  readonly before: Image;
  readonly after: Image;
  readonly totals: DifferenceTotals;
  /** The positions of layers that both have, by diff ID: they were not read. */
  readonly shared: [number, number][];
  /** Layers of each that could not be read. */
  readonly unread: [number[], number[]];
  readonly settings: SettingDifference[];
  /** Depth first, names in byte order. */
  differences(options?: DifferencesOptions): Promise<{ list: PathDifference[]; total: number }>;
  /** Packages that one has and the other has not, or in another version. Reads both images. */
  packages(options?: AskOptions): Promise<SettingDifference[]>;
  close(): void;
}

export type ReportOptions = AskOptions;

/** All that is found out about an image, as one JSON document: `docs/report.schema.json`. */
export interface Report {
  /** The version of its form. */
  report: 1;
  /** RFC 3339. */
  made: string;
  by: "Lamina";
  archive: { name: string; format: string; size: number; problems: Problem[] };
  image: {
    id: string;
    references: string[];
    platform: string;
    created: string | null;
    manifestDigest: string | null;
    sizeOnDisk: number;
    size: number | null;
  };
  /** Oldest first. */
  layers: (Pick<
    LayerInfo,
    | "position"
    | "digest"
    | "diffId"
    | "verified"
    | "size"
    | "unpacked"
    | "entries"
    | "state"
    | "step"
    | "command"
  > & { compression: Compression; accounts: Accounts | null })[];
  /** Newest first. */
  history: Pick<HistoryStep, "created" | "createdBy" | "comment" | "empty" | "layer">[];
  space: Pick<Ledger, "copies" | "dive"> & { wasted: LargeFile[] } & Copies;
  dockerfile: string;
  packages: Pick<
    Inventory,
    "distribution" | "gone" | "unownedCount" | "unownedSize" | "problems"
  > & { installed: (Omit<InstalledPackage, "files"> & { files: number })[] };
  /** Masked. */
  secrets: Secret[];
  /** Of what a container sees. */
  permissions: { path: string; layer: number; permissions: Permission[] }[];
  unread: Unread[];
}
