/** The searches in an archive: the one that is going on, and the one whose results are shown. */
import { LaminaError } from "../api/error.js";
import type {
  Match,
  MatchPlace,
  Permission,
  Search,
  SearchQuery,
  SearchSummary,
  Unread,
} from "../api/insight-types.js";
import type { Archive, Image, Progress, Rules } from "../api/types.js";
import type { Workspace } from "../element/workspace.js";
import { f, t } from "../text/text.js";
import { EMPTY, isQuick, queryOf } from "./search-form.js";
import type { Form, Scope } from "./search-form.js";

/** Matches told of one file; of one layer the core tells 10 000. */
export const MOST_PER_FILE = 100;
/** Milliseconds between two looks at what is found. */
const PAUSE = 100;

/** What was found in one file of one layer. */
export interface FoundFile {
  layer: number;
  path: string;
  /** False if a container does not see it. */
  visible: boolean;
  permissions: Permission[];
  places: MatchPlace[];
}

/** What is looked for, and where. */
export interface Asked {
  query: SearchQuery;
  scope: Scope;
  /** For `merged`: as of this layer, by these rules. */
  layer: number;
  rules: Rules;
}

export type SortOrder = "found" | "path";

/** One search, and where the reader is in its results. */
export class Run {
  readonly asked: Asked;
  readonly abort = new AbortController();
  state: "running" | "done" | "stopped" | "failed" = "running";
  readonly files: FoundFile[] = [];
  /** Told so far. */
  told = 0;
  /** Of all matches, those beyond the bounds too; null until the end. */
  matches: number | null = null;
  unread: Unread[] = [];
  progress: Progress | null = null;
  error: LaminaError | null = null;

  order: SortOrder = "found";
  /** Files of which no place is shown, and those of which all are. */
  readonly closed = new Set<FoundFile>();
  readonly whole = new Set<FoundFile>();
  /** The row with the keyboard: a file, or a place in it. */
  chosen: { file: FoundFile; at: number } | null = null;
  top = 0;

  readonly #byKey = new Map<string, FoundFile>();

  constructor(asked: Asked) {
    this.asked = asked;
  }

  add({ layer, path, visible, place, permissions }: Match): void {
    this.told += 1;
    const key = `${layer} ${path}`;
    let file = this.#byKey.get(key);
    if (!file) {
      file = { layer, path, visible, permissions, places: [] };
      this.#byKey.set(key, file);
      this.files.push(file);
    }
    if (place) file.places.push(place);
  }
}

/** What there is to say of a search in one line. */
export function outcome({ asked, state, matches, told, files, error }: Run): string {
  if (state === "failed") return error?.message ?? "";
  const count = matches ?? told;
  const found = t.search.found(
    count,
    f.integer(count),
    asked.query.what === "content" ? files.length : null,
    f.integer(files.length),
  );
  const shown = told < count ? t.search.bounded(f.integer(told)) : "";
  const stopped = state === "stopped" ? t.search.stopped : "";
  return [stopped, found, shown].filter(Boolean).join(" ");
}

/** What is wrong with the form, and with which of its fields. */
export interface Fault {
  field: "text" | "files";
  message: string;
}

/** Outlives the panel; goes with the archive. */
const states = new WeakMap<Archive, SearchState>();

export class SearchState {
  form: Form = EMPTY;
  fault: Fault | null = null;
  /** Counts what was learned of the searches. */
  revision = 0;
  /** By the number of the image. */
  readonly #shown = new Map<number, Run>();
  readonly #latest = new Map<number, Run>();
  readonly #ws: Workspace;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(ws: Workspace) {
    this.#ws = ws;
  }

  static of(ws: Workspace, archive: Archive): SearchState {
    let state = states.get(archive);
    if (!state) {
      state = new SearchState(ws);
      states.set(archive, state);
    }
    return state;
  }

  /** The search whose results are shown. */
  get shown(): Run | null {
    return this.#shown.get(this.#ws.place.image) ?? null;
  }

  /** The search that was started last. */
  get latest(): Run | null {
    return this.#latest.get(this.#ws.place.image) ?? null;
  }

  fill(form: Partial<Form>): void {
    this.form = { ...this.form, ...form };
    this.fault = null;
    this.#tell();
  }

  /** Stops what is going on; false if nothing is. */
  stop(): boolean {
    const { latest } = this;
    if (latest?.state !== "running") return false;
    latest.abort.abort();
    return true;
  }

  /** Starts what the form says, in place of what is going on; false if it says nothing. */
  async start(): Promise<boolean> {
    const { image, layer, place } = this.#ws;
    const { form } = this;
    const query = queryOf(form);
    if (!image || !query) return false;
    this.stop();
    const run = new Run({ query, scope: form.scope, layer, rules: place.rules });
    this.fault = null;
    this.#latest.set(place.image, run);
    // What is answered at once takes the place of the old results when it is there: nothing flickers.
    if (!isQuick(query)) this.#shown.set(place.image, run);
    this.#tell();
    const fault = await this.#run(image, run);
    if (this.#latest.get(place.image) === run) {
      this.#shown.set(place.image, run);
      // What was typed since is not what is wrong.
      if (this.form === form) this.fault = fault;
      this.#ws.announce(fault?.message ?? outcome(run));
    }
    this.#tell();
    return true;
  }

  /** Resolves at the end, with what is wrong with the form if that is the end. */
  async #run(image: Image, run: Run): Promise<Fault | null> {
    const { query, scope, layer, rules } = run.asked;
    const { signal } = run.abort;
    try {
      const search = image.search(query, {
        signal,
        scope,
        rules,
        // In all layers it is the whole image that says what a container sees.
        ...(scope === "merged" ? { layer } : {}),
        bounds: { perFile: MOST_PER_FILE },
        onProgress: (progress) => {
          run.progress = progress;
          this.#soon();
        },
      });
      // Who stops does not wait for what is still being loaded.
      const { matches, unread } = await Promise.race([this.#collect(run, search), aborted(signal)]);
      run.matches = matches;
      run.unread = unread;
      run.state = "done";
    } catch (thrown) {
      const error = LaminaError.of(thrown);
      if (error.code === "aborted") run.state = "stopped";
      else {
        run.state = "failed";
        run.error = error;
        if (error.code === "usage") return faultOf(image, query, error);
      }
    }
    return null;
  }

  async #collect(run: Run, search: Search): Promise<SearchSummary> {
    for await (const match of search) {
      if (run.abort.signal.aborted) break;
      run.add(match);
      this.#soon();
    }
    return search.summary;
  }

  /** Tells of what streams in, now and then. */
  #soon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), PAUSE);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.revision += 1;
    this.#ws.tell();
  }
}

/** Finds the field that the error is about: the core tells only of the query. */
async function faultOf(image: Image, query: SearchQuery, error: LaminaError): Promise<Fault> {
  if (query.what === "content" && query.files) {
    const search = image.search({ what: "name", pattern: query.files }, { bounds: { total: 1 } });
    const wrong = await search.summary.then(
      () => null,
      (thrown: unknown) => LaminaError.of(thrown),
    );
    if (wrong?.code === "usage") return { field: "files", message: wrong.message };
  }
  return { field: "text", message: error.message };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(LaminaError.aborted()), { once: true });
  });
}
