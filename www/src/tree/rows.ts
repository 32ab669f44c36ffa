/** The rows of a view that are at hand, fetched a block at a time. */

/** Where rows come from: a `View`, or a test. */
export interface RowSource<Row> {
  rows(start: number, count: number): Promise<Row[]>;
}

const BLOCK = 64;
/** Blocks kept; some 16 000 rows, far more than a screen and little memory. */
const KEPT = 256;

export class RowCache<Row> {
  readonly #source: RowSource<Row>;
  readonly #arrived: () => void;
  readonly #failed: (error: unknown) => void;
  #blocks = new Map<number, Row[]>();
  #asked = new Set<number>();
  /** Counts the changes of the view; an answer from before the last one is of no use. */
  #generation = 0;

  constructor(source: RowSource<Row>, arrived: () => void, failed: (error: unknown) => void) {
    this.#source = source;
    this.#arrived = arrived;
    this.#failed = failed;
  }

  get(index: number): Row | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
  }

  /** Fetches what is missing of these rows; `arrived` is called for each block that comes. */
  want(start: number, end: number): void {
    for (const block of this.#blocksOf(start, end)) {
      if (this.#blocks.has(block) || this.#asked.has(block)) continue;
      this.#asked.add(block);
      const generation = this.#generation;
      this.#source.rows(block * BLOCK, BLOCK).then(
        (rows) => {
          if (generation !== this.#generation) return;
          this.#asked.delete(block);
          this.#keep(block, rows);
          this.#arrived();
        },
        (error: unknown) => {
          if (generation === this.#generation) this.#failed(error);
        },
      );
    }
  }

  /** Fetches one row now. */
  async fetch(index: number): Promise<Row | undefined> {
    const known = this.get(index);
    if (known !== undefined) return known;
    const [row] = await this.#source.rows(index, 1);
    return row;
  }

  /**
   * The view has changed. Fetches these rows anew and then forgets all the old ones: until then the
   * old ones stay on the screen, which is calmer than blank rows. False if it changed again.
   */
  async replace(start: number, end: number): Promise<boolean> {
    const generation = ++this.#generation;
    this.#asked.clear();
    const fresh = new Map<number, Row[]>();
    await Promise.all(
      this.#blocksOf(start, end).map(async (block) => {
        fresh.set(block, await this.#source.rows(block * BLOCK, BLOCK));
      }),
    );
    if (generation !== this.#generation) return false;
    this.#blocks = fresh;
    return true;
  }

  #blocksOf(start: number, end: number): number[] {
    const blocks: number[] = [];
    for (let block = Math.floor(start / BLOCK); block * BLOCK < end; block++) blocks.push(block);
    return blocks;
  }

  #keep(block: number, rows: Row[]): void {
    this.#blocks.set(block, rows);
    if (this.#blocks.size <= KEPT) return;
    const oldest = this.#blocks.keys().next();
    if (!oldest.done) this.#blocks.delete(oldest.value);
  }
}

/** Where a row is after the one at `at` was opened or closed, which made `more` rows (or took them away). */
export function movedRow(row: number, at: number, more: number): number {
  // What is closed away leaves its place to the directory.
  return row <= at ? row : Math.max(at, row + more);
}
