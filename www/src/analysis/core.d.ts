/**
 * What the wasm module with the feature `scan` exports besides what `worker/core.d.ts` says. The Rust side is
 * `src/wasm/` (`analysis`, `comparison`, `inventory`, `scanner`); change both together.
 */
import type {
  Copies,
  DifferenceTotals,
  Dockerfile,
  Inventory as InventoryFacts,
  LargeFile,
  Ledger,
  MatchPlace,
  PathDifference,
  Permission,
  Secret,
  SecretPlace,
  SettingDifference,
  SpaceNode,
} from "../api/insight-types.js";
import type { At, CoreError, LayerJob, Session as CoreSession, Wrapping } from "../worker/core.js";
import type { SearchQuery } from "../api/insight-types.js";

export interface SpaceQuery {
  depth: number;
  most: number;
  what: "visible" | "wasted" | "all";
}
export interface Visible {
  names: Uint32Array<ArrayBuffer>;
  contents: Uint32Array<ArrayBuffer>;
}
export interface Request {
  query: SearchQuery;
  bounds?: { perFile?: number; total?: number };
}
/** As a search in a layer tells it: what is empty is left out. */
export interface RawMatch {
  entry: number;
  path: string;
  place?: MatchPlace;
  permissions?: Permission[];
}
/** A secret as the core tells it: of a file without the layer. */
export type RawSecret = Omit<Secret, "place" | "steps"> & {
  place:
    | {
        kind: "file";
        entry: number;
        path: string;
        offset: number;
        length: number;
        line: number | null;
      }
    | Exclude<SecretPlace, { kind: "file" }>;
};
/** What the files of a layer are read for; a search has a pass of its own. */
export interface Wishes {
  search?: Request;
  secrets?: boolean;
  packages?: boolean;
  digests?: boolean;
}
export interface Pass {
  matches: number;
  told: number;
  unread: { path: string; error: CoreError }[];
}
export interface Wanted {
  side: number;
  layer: number;
  entries: number[];
  bytes: number;
}
export interface ComparisonFacts {
  totals: DifferenceTotals;
  shared: [number, number][];
  unread: [number[], number[]];
  /** Contents that are still to be compared. */
  open: number;
}
/** What a document says of the image. */
export interface About {
  name: string;
  digest: string;
  /** RFC 3339, UTC, to the second. */
  time: string;
  /** A UUID. */
  serial: string;
}
export interface Rule {
  id: string;
  title: string;
  reference: string;
}

export class Session extends CoreSession {
  /** Opens an archive that another session has opened, without decoding it from end to end again. */
  static openAgain(
    blob: Blob,
    wrapping: Wrapping | undefined,
    limits: object | undefined,
    now: number,
  ): Session;
  static openFolder(...args: Parameters<typeof CoreSession.openFolder>): Session;
  /** One for each layer, oldest first. */
  visible(image: number, at: At): Visible[];
  /** By name or permissions; in all layers if `at` is undefined. */
  find(
    image: number,
    at: At | undefined,
    request: Request,
  ): { matches: number; list: (RawMatch & { layer: number })[] };
  static checkQuery(query: SearchQuery): void;
  dockerfile(image: number): Dockerfile;
  secretsInConfig(image: number): RawSecret[];
  revealInConfig(image: number, place: SecretPlace): string | undefined;
  static secretRules(): Rule[];
}

export class Scanned {
  private constructor();
  describe(): Pass;
  packages(): Uint8Array | undefined;
  digestEntries(): Uint32Array;
  /** 64 hexadecimal digits for each. */
  digests(): string;
  free(): void;
}

export class LayerReader {
  private constructor();
  static open(blob: Blob, wrapping: Wrapping | undefined, limits: object | undefined): LayerReader;
  /** Reads what `wishes` need of a layer, in one pass. `only`: entries, ascending; else all. */
  scan(
    job: LayerJob,
    packed: Uint8Array,
    only: Uint32Array | undefined,
    wishes: Wishes,
    onFound: (found: RawMatch | RawSecret) => void,
    onProgress: (bytes: number) => void,
  ): Scanned;
  free(): void;
}

/** The accounts of an image, of the layers that its session has when it is opened. */
export class Accounting {
  private constructor();
  static open(session: Session, image: number): Accounting;
  wanted(): { layer: number; entries: number[]; bytes: number }[];
  settle(layer: number, entries: Uint32Array, digests: string): void;
  ledger(session: Session): Ledger;
  copies(session: Session, most: number): Copies;
  space(session: Session, path: string, query: SpaceQuery): SpaceNode;
  largest(session: Session, query: Pick<SpaceQuery, "what" | "most">): LargeFile[];
  free(): void;
}

export class Inventory {
  private constructor();
  /** `findings` has what `Scanned.packages` gave of each layer, oldest first. */
  static open(session: Session, image: number, findings: (Uint8Array | null)[]): Inventory;
  describe(): Omit<InventoryFacts, "unread" | "document">;
  document(format: string, about: About): string;
  free(): void;
}

export class Comparison {
  private constructor();
  /** `nameA` and `nameB` tell the archives apart. */
  static open(
    a: Session,
    imageA: number,
    nameA: string,
    b: Session,
    imageB: number,
    nameB: string,
  ): Comparison;
  summary(): ComparisonFacts;
  wanted(): Wanted[];
  settle(side: number, layer: number, entries: Uint32Array, digests: string): void;
  page(
    a: Session,
    b: Session,
    query: { kinds: string[]; below?: string; flat: boolean; start: number; count: number },
  ): { differences: PathDifference[]; total: number };
  settings(a: Session, b: Session): SettingDifference[];
  free(): void;
}

export default function init(options: {
  module_or_path: WebAssembly.Module | URL | Response | Promise<Response>;
}): Promise<unknown>;
