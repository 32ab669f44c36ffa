/**
 * What the page and its workers say to each other: requests with an id, one answer each, and
 * progress in between. A worker of the core understands every call of `CoreCalls`; which ones it gets makes
 * it the coordinator (it holds the session) or a layer worker (it only indexes). Those with the scan core
 * understand `AnalysisCalls`.
 */
import type { AnalysisCalls } from "../analysis/protocol.js";
import type {
  Change,
  Edits,
  Entry,
  Limits,
  Row,
  Rules,
  Verification,
  Version,
  ViewOptions,
} from "../api/types.js";
import type {
  ArchiveDescription,
  At,
  CoreError,
  Digests,
  FolderPart,
  HashJob,
  LayerJob,
  Located,
  PackedEntries,
  PlanDescription,
  RopePart,
  TreeInfo,
  ViewInfo,
  Wrapping,
} from "./core.js";

/** What every worker understands. */
export interface CommonCalls {
  /** Must be first: makes the wasm instance, compiling the module if none is given. */
  start(module: WebAssembly.Module | null): WebAssembly.Module;

  /** For a worker that reads layers: the file that the calls after it are about. */
  attach(blob: Blob, wrapping: Wrapping | undefined, limits: Partial<Limits> | undefined): null;
}

/** The calls by name: what is sent, and what comes back. */
export interface CoreCalls extends CommonCalls {
  /**
   * For a layer worker: indexes one layer; progress is stored bytes done. `ahead` lets the browser fetch the
   * next bytes meanwhile, which takes a core that has nothing else to do.
   */
  index(job: LayerJob, ahead: boolean): Uint8Array<ArrayBuffer>;
  /** For a layer worker: hashes one blob. */
  hash(job: HashJob): Digests;

  /** For the coordinator, from here on. Progress is bytes dealt with. */
  open(
    blob: Blob,
    limits: Partial<Limits> | undefined,
    now: number,
    /** Of a folder: what is where in the Blob. */
    folder: FolderPart[] | null,
  ): { description: ArchiveDescription; jobs: LayerJob[]; wrapping: Wrapping | undefined };
  /** Bytes of the archive, decoded where the file is compressed as a whole. */
  read(offset: number, size: number): Uint8Array;
  addLayer(key: number, packed: Uint8Array): ArchiveDescription;
  failLayer(key: number, error: CoreError): ArchiveDescription;

  /** The layer as `addLayer` takes it. */
  packLayer(key: number): Uint8Array;
  /** Gives a layer up, to be read anew. */
  dropLayer(key: number): null;
  /** Whether a layer's stored bytes are what the archive says; null while nobody knows. */
  keepsPromise(key: number): boolean | null;

  hashJobs(): HashJob[];
  addDigests(member: number, digests: Digests): null;
  failDigests(member: number, error: CoreError): null;
  verifications(): { list: Verification[]; description: ArchiveDescription };

  treeInfo(image: number, at: At): TreeInfo;
  stat(image: number, at: At, path: string): Entry | null;
  list(image: number, at: At, path: string): PackedEntries;
  walk(
    image: number,
    at: At,
    path: string,
    after: string | undefined,
    count: number,
  ): PackedEntries;
  versions(image: number, path: string, rules: Rules): Version[];
  changes(image: number, at: At): Change[];

  locate(image: number, at: At, path: string, version: number | undefined): Located;
  openFile(image: number, at: At, path: string, version: number | undefined): number;
  /** The next bytes of an opened file, or null at its end, when it is closed too. */
  nextBytes(file: number, max: number): Uint8Array | null;
  closeFile(file: number): null;

  openView(image: number, options: ViewOptions): ViewInfo & { view: number };
  viewRows(view: number, start: number, count: number): Row[];
  viewToggle(view: number, node: number, open: boolean, deep: boolean): ViewInfo;
  viewReveal(view: number, path: string): ViewInfo & { row: number };
  /** After row -1 is from the top. */
  viewFind(view: number, prefix: string, after: number): number;
  viewParent(view: number, row: number): number;
  viewUpdate(view: number, options: ViewOptions): ViewInfo;
  closeView(view: number): null;

  plan(edits: Edits): { plan: PlanDescription; parts: RopePart[] };
  /** Plans the edits again and compares the archive in `written` with that plan. */
  check(edits: Edits, written: Blob): null;
}

export type Calls = CoreCalls & AnalysisCalls;
export type CallName = keyof Calls;
export type CallArgs<K extends CallName> = Parameters<Calls[K]>;
export type CallResult<K extends CallName> = ReturnType<Calls[K]>;

/** One call on its way to a worker. */
export interface Request<K extends CallName = CallName> {
  id: number;
  call: K;
  args: CallArgs<K>;
}

/** What comes back: exactly one `value` or `error` for each id, any number of `progress` and `found` before. */
export type Reply =
  | { id: number; kind: "value"; value: unknown }
  | { id: number; kind: "error"; error: CoreError; fatal: boolean }
  | { id: number; kind: "progress"; bytes: number }
  | { id: number; kind: "found"; list: unknown[] };

/** True for the plain objects that the core throws. */
export function isCoreError(thrown: unknown): thrown is CoreError {
  if (typeof thrown !== "object" || thrown === null) return false;
  const { code, message } = thrown as Record<string, unknown>;
  return typeof code === "string" && typeof message === "string" && !(thrown instanceof Error);
}

/**
 * Whatever was thrown, as the core's error shape. Anything that is not the core's own error is
 * our fault: a wasm trap, running out of memory, a bug in the worker.
 */
export function toCoreError(thrown: unknown): CoreError {
  if (isCoreError(thrown)) {
    const { code, message, where, help } = thrown;
    return { code, message, where, help };
  }
  // A file that vanished or changed surfaces as the browser's own NotReadableError or NotFoundError.
  if (thrown instanceof DOMException) {
    return {
      code: "io",
      message: `The file could not be read: ${thrown.message}`,
      where: "",
      help: "If the file was changed, moved or deleted since it was opened, open it again.",
    };
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return {
    code: "internal",
    message,
    where: "",
    help: "This is a fault in Lamina; please report it.",
  };
}

/** The buffers of an answer that can be handed over instead of copied: it is one, or has some. */
export function transferables(value: unknown): ArrayBuffer[] {
  if (value instanceof Uint8Array) {
    return value.buffer instanceof ArrayBuffer && value.byteLength > 0 ? [value.buffer] : [];
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.values(value).flatMap((part) =>
    part instanceof Uint8Array ? transferables(part) : [],
  );
}
