/**
 * What the page says to the workers with the scan core: to the analyst, which holds a session of each archive
 * that something was asked of, and to those that read the files of a layer.
 */
import type {
  Copies,
  DifferencesOptions,
  Dockerfile,
  LargeFile,
  Ledger,
  PathDifference,
  SearchQuery,
  SecretPlace,
  SettingDifference,
  SpaceNode,
} from "../api/insight-types.js";
import type { Limits } from "../api/types.js";
import type { At, FolderPart, LayerJob, Wrapping } from "../worker/core.js";
import type {
  About,
  ComparisonFacts,
  Inventory,
  Pass,
  RawMatch,
  RawSecret,
  Request,
  SpaceQuery,
  Visible,
  Wanted,
  Wishes,
} from "./core.js";

/** What scanning a layer gave. */
export interface ScanResult extends Pass {
  packages: Uint8Array | null;
  digestEntries: Uint32Array<ArrayBuffer>;
  digests: string;
}

export interface AnalysisCalls {
  /** Of a layer's files, `only` those or all; what is found is told on the way. */
  scan(job: LayerJob, packed: Uint8Array, only: Uint32Array | null, wishes: Wishes): ScanResult;

  /** For the analyst, from here on: a session, by the number that the other calls take. */
  analyse(
    blob: Blob,
    wrapping: Wrapping | undefined,
    limits: Partial<Limits> | undefined,
    now: number,
    folder: FolderPart[] | null,
  ): number;
  endAnalysis(session: number): null;
  /** Takes an indexed layer; one that it has already is taken anew. */
  give(session: number, key: number, packed: Uint8Array): null;

  /** Of a layer's entries that are to be hashed, so that copies are told. */
  accountWanted(session: number, image: number): { layer: number; entries: number[] }[];
  accountSettle(
    session: number,
    image: number,
    layer: number,
    entries: Uint32Array,
    digests: string,
  ): null;
  ledger(session: number, image: number): Ledger;
  copies(session: number, image: number, most: number): Copies;
  space(session: number, image: number, path: string, query: SpaceQuery): SpaceNode;
  largest(session: number, image: number, query: Pick<SpaceQuery, "what" | "most">): LargeFile[];
  dockerfile(session: number, image: number): Dockerfile;
  visible(session: number, image: number, at: At): Visible[];
  find(
    session: number,
    image: number,
    at: At | null,
    request: Request,
  ): { matches: number; list: (RawMatch & { layer: number })[] };
  checkQuery(query: SearchQuery): null;
  secretsInConfig(session: number, image: number): RawSecret[];
  revealInConfig(session: number, image: number, place: SecretPlace): string | null;

  inventory(
    session: number,
    image: number,
    findings: (Uint8Array | null)[],
  ): ReturnType<Inventory["describe"]>;
  document(
    session: number,
    image: number,
    findings: (Uint8Array | null)[],
    format: string,
    about: About,
  ): string;

  /** A comparison, by the number that the next calls take. */
  compare(a: number, imageA: number, b: number, imageB: number): number;
  compared(comparison: number): { facts: ComparisonFacts; wanted: Wanted[] };
  settle(
    comparison: number,
    side: number,
    layer: number,
    entries: Uint32Array,
    digests: string,
  ): null;
  differences(
    comparison: number,
    options: DifferencesOptions,
  ): { list: PathDifference[]; total: number };
  settings(comparison: number): SettingDifference[];
  endComparison(comparison: number): null;
}
