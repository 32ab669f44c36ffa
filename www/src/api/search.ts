import type { Match, Search, SearchSummary } from "./insight-types.js";

/** Runs a search at once and keeps what it finds until somebody iterates. */
export class RunningSearch implements Search {
  readonly summary: Promise<SearchSummary>;
  #waiting: Match[] = [];
  #wake: () => void = () => undefined;
  #ended = false;

  constructor(run: (tell: (matches: Match[]) => void) => Promise<SearchSummary>) {
    this.summary = run((matches) => {
      // Spread as arguments, the names of a large image would be more than a call can take.
      for (const match of matches) this.#waiting.push(match);
      this.#wake();
    }).finally(() => {
      this.#ended = true;
      this.#wake();
    });
    // Who only iterates learns of a failure there.
    this.summary.catch(() => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Match, void, undefined> {
    for (;;) {
      const matches = this.#waiting;
      this.#waiting = [];
      yield* matches;
      if (this.#waiting.length > 0) continue;
      if (this.#ended) break;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    await this.summary;
  }
}
