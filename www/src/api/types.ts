/**
 * The public types of Lamina's JavaScript API, version 1.
 *
 * Every shape here is what `openArchive` hands out; the page itself uses nothing else.
 * Paths are absolute (`/etc/passwd`), layers are counted from 0, oldest first, sizes are bytes,
 * times are seconds since 1970 (UTC), and digests are written `sha256:<64 hex digits>`.
 */
import type { LaminaError } from "./error.js";
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

/**
 * What can be opened: a file the user chose, bytes at hand, (whole, by download) a URL, or the files of
 * a folder: an OCI image layout, or what `dir:` of skopeo and podman wrote.
 */
export type Source = File | Blob | ArrayBuffer | Uint8Array | URL | string | readonly FolderFile[];

/** One file of a folder. */
export interface FolderFile {
  /** With slashes, from the folder on. */
  path: string;
  file: Blob;
}

/** Bounds on what a hostile archive may cost. Each has a generous default. */
export interface Limits {
  /** Entries in the outer archive. */
  archiveEntries: number;
  /** Entries in one layer. */
  layerEntries: number;
  /** Bytes in one path. */
  pathLength: number;
  /** Directories in one path. */
  pathDepth: number;
  /** Bytes of all names in one layer, in the outer archive; as many of a layer's link targets, owners and attributes. */
  textSize: number;
  /** Bytes in one extended header of a tar: long names and attributes. */
  headerSize: number;
  /** Pieces of one sparse file. */
  sparsePieces: number;
  /** Bytes in one JSON document (registries refuse manifests over 4 MiB). */
  jsonSize: number;
  /** Lists and objects inside each other in one JSON document; at most 127. */
  jsonDepth: number;
  /** JSON documents that are read to open an archive. */
  documents: number;
  /** Bytes of all of them. */
  documentsSize: number;
  /** Indexes within indexes. */
  indexDepth: number;
  /** Images in the archive; one that several indexes lead to counts for each. */
  images: number;
  /** Layers that all images together list. */
  layers: number;
  /** Names that all images together have. */
  names: number;
  /** Bytes that one layer may inflate to. */
  inflatedSize: number;
  /** Bytes that a decoder may have to look back: a zstd window, an xz dictionary. */
  windowSize: number;
}

/** How far the reading of an archive is. */
export interface Progress {
  phase: "opening" | "layers" | "verifying" | "scanning";
  /** Stored bytes dealt with so far (hopped-over bodies count), and in all. */
  bytes: number;
  totalBytes: number;
  /** Layers indexed (or blobs hashed) so far, and in all. */
  layers: number;
  totalLayers: number;
}

/** `openArchive`'s options. */
export interface OpenOptions {
  /** Stops the reading; the promise rejects with code `aborted`. */
  signal?: AbortSignal;
  /** Layer workers; the machine's cores by default, at most 8. */
  workers?: number;
  limits?: Partial<Limits>;
  /**
   * Whether the browser keeps the index of each layer, by its digest, so that the next archive with it need
   * not be read; true by default. Layers of more than 16 MiB and up to 4 GiB in all are then hashed in
   * the background once they are read (phase `verifying`), since only what was verified is kept. Never
   * with `limits`, nor for a file that is compressed as a whole. `forgetLayers()` clears it.
   */
  remember?: boolean;
  onProgress?: (progress: Progress) => void;
}

/** `Archive.verify`'s options. */
export interface VerifyOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Whose fault a failure is, as a word that stays the same over versions. */
export type ErrorCode =
  | "io" // the file could not be read, or changed while it was open
  | "format" // the bytes are not what they should be
  | "unsupported" // a known format that Lamina does not read yet
  | "limit" // a bound of `Limits` was reached
  | "usage" // the call makes no sense: no such image, path or layer
  | "absent" // what was asked for is not in the archive
  | "aborted" // the signal fired, or the archive was closed
  | "internal"; // our fault

/** Something that is wrong in an archive, found while the rest stays usable. */
export interface Problem {
  severity: "info" | "warning" | "error";
  code: string;
  message: string;
  /** Where: a name in the archive, a layer's digest or a path. */
  where: string;
  /** What can be done, or what still can be seen. */
  help: string;
}

/** The way a layer's bytes are stored. */
export type Compression = "none" | "gzip" | "zstd" | "xz" | "bzip2";

/**
 * - `waiting`: not read yet
 * - `indexed`: in the tree
 * - `absent`: the archive does not hold its bytes
 * - `unsupported`: held, in a form that is not read yet
 * - `failed`: reading it failed; `Archive.problems` says why
 */
export type LayerState = "waiting" | "indexed" | "absent" | "unsupported" | "failed";

/**
 * - `verified`: each digest that the archive gives was computed, and is the same
 * - `wrong`: one is another
 * - `absent`: the archive does not hold the bytes
 * - `unread`: the bytes could not be read or unpacked
 * - `unchecked`: the archive gives no digest, or none by SHA-256
 * - `waiting`: not hashed yet
 */
export type VerificationState =
  "verified" | "wrong" | "absent" | "unread" | "unchecked" | "waiting";

/** A digest as the archive gives it, and as it was computed; null where there is none. */
export interface Compared {
  expected: string | null;
  found: string | null;
}

/** One blob of the archive, and whether it is what its digests say. */
export interface Verification {
  kind: "layer" | "config" | "manifest" | "index" | "blob";
  /** Its name in the archive, or the one it would have. */
  where: string;
  state: VerificationState;
  /** Of the stored bytes. */
  digest: Compared;
  /** Of a layer's uncompressed tar (OCI image-spec, config.md, "Layer DiffID"). */
  diffId: Compared;
  /** The layers of images that these bytes are, both counted from 0; empty for what is no layer. */
  layers: { image: number; layer: number }[];
  /** Why it is absent, unread or unchecked. */
  reason: string;
}

/** One layer of one image. */
export interface LayerInfo {
  /** 0 is the oldest. */
  position: number;
  /** Of the stored bytes, as the manifest gives it; null where no manifest does (docker-archive). */
  digest: string | null;
  /** Of the uncompressed tar, as the config gives it. */
  diffId: string | null;
  mediaType: string | null;
  compression: Compression;
  /** Stored bytes in the archive; 0 when absent. */
  size: number;
  /** Bytes of the uncompressed tar; null until indexed. */
  unpacked: number | null;
  /** Sum of the sizes of the regular files and symbolic links in this layer, as `docker history` counts; null until indexed. */
  contentSize: number | null;
  entries: number | null;
  state: LayerState;
  /** What `Archive.verify` found of its digest and diff ID; `waiting` until it has. */
  verified: VerificationState;
  /** How many other images of the archive use the same layer. */
  sharedWith: number;
  /** The index into `config.history` of the step that made it; null if history does not tell. */
  step: number | null;
  /** The command that made it, readable; empty if history does not tell. */
  command: string;
  /** Where the layer's bytes lie in the archive: its name there. */
  location: string;
}

/** One row of `docker history`. */
export interface HistoryStep {
  /** The image id on the newest row, `<missing>` on the others, as Docker prints them. */
  id: string;
  /** RFC 3339 as the config gives it; null when there is none. */
  created: string | null;
  /** As Docker prints it: `3 weeks ago`, `N/A`. */
  createdSince: string;
  /** The command exactly as the config holds it. */
  createdBy: string;
  /** Docker's shortened form: 45 columns, with `…`. */
  createdByShort: string;
  /** The command without `/bin/sh -c` and `#(nop)`, one line for each command of a `RUN`. */
  command: string;
  /** The Dockerfile instruction it came from (`RUN`, `COPY`, …), or empty if it can't be told. */
  instruction: string;
  /** Content bytes; 0 for an empty layer, null until the layer is indexed. */
  size: number | null;
  /** As Docker prints it: `7.05MB`; empty while `size` is null. */
  sizeHuman: string;
  comment: string;
  author: string;
  empty: boolean;
  /** Position of the layer it made; null for an empty step. */
  layer: number | null;
}

/**
 * By which rules layers are merged: those of the OCI image specification, or what overlayfs shows of
 * layers that Docker or podman unpacked. Nearly always both give the same.
 */
export type Rules = "oci" | "overlayfs";

/**
 * What a layer does that the two rules take differently.
 * - `remade-directory`: takes a directory away and makes it anew; to overlayfs it is one with that below
 * - `root-mark`: marks the root as opaque, where overlayfs does not look
 * - `made-for-mark`: has a whiteout in a directory that it does not write; unpacking makes the directory
 * - `unlisted-directory`: writes in a directory that it does not write; unpacking gives it mode 0755 and owner 0
 * - `whiteout-device`: has a character device 0:0, which is a whiteout to overlayfs
 * - `link-to-whiteout`: has a hard link to what it has just taken away, which makes a second whiteout
 * - `opaque-attribute`: has overlayfs's own attribute for an opaque directory
 * - `reserved-name`: writes below a name that begins with `.wh.`
 * - `lost-mark`: has a whiteout where unpacking loses it
 */
export type DifferenceCause =
  | "remade-directory"
  | "root-mark"
  | "made-for-mark"
  | "unlisted-directory"
  | "whiteout-device"
  | "link-to-whiteout"
  | "opaque-attribute"
  | "reserved-name"
  | "lost-mark";

/** How a path differs from what the other rules give. */
export interface Difference {
  cause: DifferenceCause;
  /** The layer that does so. */
  layer: number;
  /** The path itself is the same, but not the names in the directory. */
  inside: boolean;
  /** What is at the path by the other rules; null for nothing. */
  other: { kind: EntryKind; layer: number; mode: number; uid: number; gid: number } | null;
}

/** Why Docker or podman do not load an image: what is wrong, and in which layer. */
export interface Refusal {
  layer: number;
  problem: Problem;
}

export type EntryKind = "file" | "directory" | "symlink" | "hardlink" | "char" | "block" | "fifo";

/** One path of the merged filesystem. */
export interface Entry {
  /** Absolute; bytes that are not UTF-8 are shown as `\xNN`, and `rawPath` holds them. */
  path: string;
  rawPath: Uint8Array | null;
  kind: EntryKind;
  /** Permission bits with setuid, setgid and sticky: 0o7777 at most. */
  mode: number;
  uid: number;
  gid: number;
  uname: string;
  gname: string;
  /** Of the content, bytes. */
  size: number;
  mtime: number;
  /** Target of a symlink, or the path a hard link was made from. */
  link: string | null;
  /** Names that share this file's content by hard links, itself included; 1 if alone. */
  links: number;
  /** Major and minor number of a device. */
  device: [number, number] | null;
  /** The layer that wrote it last. */
  layer: number;
  xattrs: Record<string, Uint8Array>;
  /** Where the OCI rules and overlayfs have different things here, or in this directory; else null. */
  differs: Difference | null;
}

/** What one layer did to one path. */
export interface Change {
  kind: "added" | "modified" | "deleted";
  path: string;
  /** As the layer left it; null when deleted. */
  entry: Entry | null;
  /** As it was below; null when added. */
  before: Entry | null;
}

/** One layer's say on a path. */
export interface Version {
  layer: number;
  kind: "written" | "deleted";
  /** True for the version that the container sees. */
  live: boolean;
  entry: Entry | null;
}

/** A merged filesystem: of a whole image, or as of one of its layers. */
export interface Tree {
  readonly layer: number;
  readonly rules: Rules;
  /** Paths in it, without the root. */
  readonly count: number;
  /** Content bytes in it; hard links count once. */
  readonly size: number;
  /** Paths that are not the same by the OCI rules and under overlayfs. */
  readonly differing: number;
  /**
   * Why Docker or podman do not load these layers; empty if they do. What they refuse has no overlayfs
   * result: there the tree follows the OCI rules.
   */
  readonly refused: Refusal[];
  stat(path: string): Promise<Entry | null>;
  /** A directory's children, names in byte order. */
  list(path: string): Promise<Entry[]>;
  /** Depth first, names in byte order. */
  walk(path?: string): AsyncIterable<Entry>;
  versions(path: string): Promise<Version[]>;
  /** A file's content, of the version that the layer `version` wrote if given. Follows symlinks and hard links. */
  read(path: string, options?: { version?: number; signal?: AbortSignal }): Promise<Blob>;
}

/** One image: one platform's config and layers. */
export interface Image {
  /** The digest of the config's bytes, computed here; what `docker images` calls IMAGE ID. */
  readonly id: string;
  /** As Docker prints them: `nginx:1.27`, `localhost/web:1.0`. Empty for a dangling image. */
  readonly references: string[];
  /** `linux/amd64`, `linux/arm/v7`. */
  readonly platform: string;
  readonly created: string | null;
  /** As Docker prints it: `3 weeks ago`. */
  readonly createdSince: string;
  /** The digest of the OCI manifest, where the archive has one. */
  readonly manifestDigest: string | null;
  /** The config, parsed; unknown keys are kept. */
  readonly config: Record<string, unknown>;
  /** Stored bytes of its blobs in this archive, shared ones included. */
  readonly sizeOnDisk: number;
  /** Content bytes of all its layers, as the SIZE of `docker images`; null until indexed. */
  readonly size: number | null;
  /** Oldest first. */
  readonly layers: LayerInfo[];
  /** Provenance and SBOM documents that travel with it. */
  readonly attestations: Attestation[];
  /** As `docker history`: newest first. */
  history(): HistoryStep[];
  /** The config's bytes as the archive holds them. */
  rawConfig(): Promise<string>;
  /** Merged up to a layer (the newest by default), by the OCI rules or as overlayfs shows it. */
  tree(options?: { layer?: number; rules?: Rules }): Promise<Tree>;
  changes(layer: number, options?: { rules?: Rules }): Promise<Change[]>;
  /** A tree to look at, a few rows at a time: what the page's treegrid shows. */
  view(options?: ViewOptions): Promise<View>;

  // What follows takes the scan core, which is loaded when it is first asked for. It waits until all layers
  // that can be read have been.
  /** Where the bytes went, layer by layer. */
  ledger(options?: LedgerOptions): Promise<Ledger>;
  /** Where the bytes of files went, directory by directory. */
  space(path: string, options?: SpaceOptions): Promise<SpaceNode>;
  /** The largest files of all layers, the largest first. */
  largest(options?: LargestOptions): Promise<LargeFile[]>;
  /** The biggest copies of each kind, 100 by default; after `ledger({ copies: true })`. */
  copies(options?: Pick<LargestOptions, "signal" | "count">): Promise<Copies>;
  /** Made from history, config and layers; what they do not tell is marked. */
  dockerfile(options?: AskOptions): Promise<Dockerfile>;
  /** Finds files by name, content, digest or permissions. */
  search(query: SearchQuery, options?: SearchOptions): Search;
  /** Keys, tokens and passwords in all files of all layers, in the config and in the history. */
  secrets(options?: AskOptions): Promise<Secrets>;
  packages(options?: AskOptions): Promise<Inventory>;
  /** What `other` has that this has not, and the reverse; `other` may be of another open archive. */
  compare(other: Image, options?: AskOptions): Promise<Comparison>;
}

/** What a `View` shows and how. */
export interface ViewOptions {
  /** As of this layer; the newest by default. */
  layer?: number;
  /** `oci` by default. */
  rules?: Rules;
  /** The merged filesystem up to `layer`, or only what `layer` changed. */
  mode?: "merged" | "changes";
  sort?: "name" | "size";
  descending?: boolean;
  /** Keeps the paths whose name (or whole path, if it has a `/`) contains this, ASCII case ignored, and their parents. */
  filter?: string;
}

/** A row of a `View`. */
export interface Row {
  /** Names the path for `toggle` while the view is open. */
  node: number;
  name: string;
  path: string;
  /** 1 for the children of the root. */
  level: number;
  /** Place among its siblings, from 1, and how many they are. */
  posInSet: number;
  setSize: number;
  kind: EntryKind;
  /** Content bytes; of a directory the sum of what is shown below it. */
  size: number;
  mode: number;
  /** `user:group`: names where the layer gives them, else numbers. */
  owner: string;
  uid: number;
  gid: number;
  mtime: number;
  link: string | null;
  /** The layer that wrote it last; of a deleted path the one that deleted it. */
  layer: number;
  /** What `layer` did, against the layers below it; empty for unchanged (also for a directory with changes below it). */
  change: "" | "added" | "modified" | "deleted";
  /** Null when it has no children to show. */
  expanded: boolean | null;
  /** True if the filter matches the row itself, not only something below it. */
  matches: boolean;
  /** True if the OCI rules and overlayfs have different things here, or in this directory. */
  differs: boolean;
}

/** A flattened, sorted, filtered tree that hands out the rows of a viewport. */
export interface View {
  /** Rows now, closed directories not counted in. */
  readonly rowCount: number;
  /** Paths that the filter matches, or all. */
  readonly matchCount: number;
  /** Paths that are not the same by the OCI rules and under overlayfs, as of the layer. */
  readonly differing: number;
  /** True if Docker or podman refuse one of the layers. */
  readonly refused: boolean;
  rows(start: number, count: number): Promise<Row[]>;
  /** Opens or closes a directory; `deep` for all below it too. Resolves when `rowCount` is true again. */
  toggle(node: number, open: boolean, deep?: boolean): Promise<void>;
  /** Opens what is above the path; its row index, or -1 if it is not in the view. */
  reveal(path: string): Promise<number>;
  /** The row of the next name that starts with the text, after this row, round the end; -1 if none. */
  find(prefix: string, after: number): Promise<number>;
  /** The row of the parent of this row; -1 at the top. */
  parent(row: number): Promise<number>;
  /** Changes what is shown; open directories stay open. */
  update(options: ViewOptions): Promise<void>;
  close(): void;
}

/** An attestation manifest of BuildKit: it describes an image and is none. */
export interface Attestation {
  digest: string;
  predicateTypes: string[];
  size: number;
}

/** What shall be done to the images. */
export interface Edits {
  /** Ids (or unique prefixes) or references of the images to keep; all if absent. */
  keep?: string[];
  /** `[image, new reference]`: a reference that another image has is moved. */
  tag?: [string, string][];
  /** References to take away. */
  untag?: string[];
  /** `dangling`: drop images without a reference. `all`: also blobs that nothing refers to. */
  prune?: "dangling" | "all";
}

/** What an export will be, exact, before a byte of it is written. */
export interface Plan {
  /** Bytes of the archive as it is, and as it will be. */
  readonly before: number;
  readonly after: number;
  /** Each image kept, by id before and after. */
  readonly images: { before: string; after: string; references: string[]; platform: string }[];
  readonly dropped: { id: string; references: string[]; platform: string }[];
  readonly warnings: Problem[];
  /** A name for the file to be saved. */
  readonly suggestedName: string;
  /** The command that loads it. */
  readonly loadCommand: string;
  /**
   * The new archive, as slices of the old one: nothing is copied until it is read. Of a file that is
   * compressed as a whole the slices are decoded first, into Blobs that the browser keeps.
   */
  blob(): Promise<Blob>;
  stream(): ReadableStream<Uint8Array>;
  /**
   * Opens the new archive and compares its images, references and layers with what was planned;
   * rejects if they differ. Given what was written to disk, it looks at that.
   */
  check(written?: Blob): Promise<void>;
}

/** An open archive. */
export interface Archive {
  /** `docker-archive`, `docker-oci` (both manifests, Docker 25 and newer), `oci-archive`. */
  readonly format: string;
  /** The same, for people: `docker save (Docker 25 or newer)`. */
  readonly formatName: string;
  readonly name: string;
  /** Of the file. */
  readonly size: number;
  /** How the whole file is compressed, as by `docker save … | gzip`. */
  readonly compression: Compression;
  /** Bytes of the archive in it; `size` if the file is not compressed. */
  readonly unpacked: number;
  readonly images: Image[];
  readonly problems: Problem[];
  /** Blobs that no image refers to. */
  readonly unreferenced: { count: number; size: number };
  /** Resolves when every layer that can be read is in the tree. */
  indexed(): Promise<void>;
  /**
   * Recomputes the digest of every blob and the diff ID of every layer, in workers: layers in the
   * order of the images, then the rest. What is wrong is among `problems` afterwards.
   */
  verify(options?: VerifyOptions): Promise<Verification[]>;
  plan(edits: Edits): Promise<Plan>;
  /** Resolves when the archive can no longer be asked: null after `close`, else why. */
  readonly ended: Promise<LaminaError | null>;
  /** Stops all work and frees the workers. */
  close(): void;
}
