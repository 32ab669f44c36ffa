/**
 * Where rows are when there are more of them than an element can be tall. Browsers stop laying out
 * at some 17 million pixels; past `MAX_HEIGHT` the scroll bar stands for the rows by proportion,
 * while small movements still go pixel by pixel.
 */
export const MAX_HEIGHT = 8_000_000;

/** A run of rows: from `start` up to, not including, `end`. */
export interface Range {
  start: number;
  end: number;
}

export class ScrollMap {
  /** Pixels of content above the viewport, as if the element could be as tall as it should. */
  top = 0;
  #rowCount = 0;
  #rowHeight: number;
  #viewport = 0;
  #scrollTop = 0;

  constructor(rowHeight: number) {
    this.#rowHeight = rowHeight;
  }

  get rowHeight(): number {
    return this.#rowHeight;
  }

  get viewport(): number {
    return this.#viewport;
  }

  /** What the rows would need. */
  get fullHeight(): number {
    return this.#rowCount * this.#rowHeight;
  }

  /** What the scrolled element gets. */
  get height(): number {
    return Math.min(this.fullHeight, MAX_HEIGHT);
  }

  /** The scroll position that the element must have now. */
  get scrollTop(): number {
    return this.#scrollTop;
  }

  get scaled(): boolean {
    return this.fullHeight > MAX_HEIGHT;
  }

  resize(rowCount: number, viewport: number): void {
    this.#rowCount = rowCount;
    this.#viewport = viewport;
    this.#moveTo(this.top);
  }

  /** The browser scrolled. True if the element's position must be set to `scrollTop` by and by. */
  scrolled(scrollTop: number): boolean {
    if (!this.scaled) {
      this.top = this.#scrollTop = scrollTop;
      return false;
    }
    const moved = scrollTop - this.#scrollTop;
    const end = this.height - this.#viewport;
    this.#scrollTop = scrollTop;
    if (scrollTop <= 0) this.top = 0;
    else if (scrollTop >= end) this.top = this.#lastTop;
    else if (Math.abs(moved) > this.#viewport * 2) this.top = (scrollTop / end) * this.#lastTop;
    else this.top = clamp(this.top + moved, 0, this.#lastTop);
    return Math.abs(this.#proportional(this.top) - scrollTop) >= 1;
  }

  /** Puts the scroll position back to where it belongs; gives that position. */
  settle(): number {
    this.#scrollTop = this.#proportional(this.top);
    return this.#scrollTop;
  }

  /** Moves so that the row is wholly seen, as little as needed; gives the scroll position. */
  show(row: number): number {
    const rowTop = row * this.#rowHeight;
    if (rowTop < this.top) this.#moveTo(rowTop);
    else if (rowTop + this.#rowHeight > this.top + this.#viewport) {
      this.#moveTo(rowTop + this.#rowHeight - this.#viewport);
    }
    return this.#scrollTop;
  }

  /** Moves so that the row is about the middle, unless it is seen already. */
  centre(row: number): number {
    const rowTop = row * this.#rowHeight;
    if (rowTop < this.top || rowTop + this.#rowHeight > this.top + this.#viewport) {
      this.#moveTo(rowTop - (this.#viewport - this.#rowHeight) / 2);
    }
    return this.#scrollTop;
  }

  /** The rows to mount: those seen, and some more on both sides. */
  range(overscan: number): Range {
    const first = Math.floor(this.top / this.#rowHeight);
    const count = Math.ceil(this.#viewport / this.#rowHeight) + 1;
    return {
      start: Math.max(0, first - overscan),
      end: Math.min(this.#rowCount, first + count + overscan),
    };
  }

  /** Where to put a row inside the scrolled element. */
  offset(row: number): number {
    const wanted = row * this.#rowHeight;
    return this.scaled ? wanted - this.top + this.#scrollTop : wanted;
  }

  /** Rows in a page, for PageUp and PageDown. */
  get page(): number {
    return Math.max(1, Math.floor(this.#viewport / this.#rowHeight) - 1);
  }

  get #lastTop(): number {
    return Math.max(0, this.fullHeight - this.#viewport);
  }

  #moveTo(top: number): void {
    this.top = clamp(top, 0, this.#lastTop);
    this.#scrollTop = this.#proportional(this.top);
  }

  #proportional(top: number): number {
    if (!this.scaled) return top;
    const last = this.#lastTop;
    return last === 0 ? 0 : (top / last) * (this.height - this.#viewport);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
