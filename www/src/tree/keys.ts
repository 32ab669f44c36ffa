/** What a key means in a treegrid, by the WAI-ARIA practices: rows first, their cells by arrows. */
import type { Row } from "../api/types.js";

export type GridAction =
  | { do: "row"; to: "next" | "previous" | "page-down" | "page-up" | "first" | "last" }
  | { do: "cell"; to: "next" | "previous" | "first" | "last" }
  | { do: "toggle" }
  | { do: "parent" }
  | { do: "activate"; deep: boolean }
  | { do: "siblings" }
  | { do: "type"; text: string };

export interface GridState {
  /** The active row, if it is at hand. */
  row: Pick<Row, "expanded"> | undefined;
  /** True if a cell has the keyboard, not the row. */
  inCell: boolean;
  /** True if a name is being typed. */
  typing: boolean;
}

type Key = Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

/** Null for a key that is none of the grid's. */
export function gridAction(event: Key, { row, inCell, typing }: GridState): GridAction | null {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (altKey || metaKey) return null;
  switch (key) {
    case "ArrowDown":
      return { do: "row", to: "next" };
    case "ArrowUp":
      return { do: "row", to: "previous" };
    case "PageDown":
      return { do: "row", to: "page-down" };
    case "PageUp":
      return { do: "row", to: "page-up" };
    case "Home":
      return { do: inCell && !ctrlKey ? "cell" : "row", to: "first" };
    case "End":
      return { do: inCell && !ctrlKey ? "cell" : "row", to: "last" };
    case "ArrowRight":
      return !inCell && row?.expanded === false ? { do: "toggle" } : { do: "cell", to: "next" };
    case "ArrowLeft":
      if (inCell) return { do: "cell", to: "previous" };
      return row?.expanded ? { do: "toggle" } : { do: "parent" };
    case "Enter":
      return { do: "activate", deep: shiftKey };
    case "*":
      return { do: "siblings" };
    case " ":
      // It may be in the middle of a name that is being typed.
      if (!typing) return { do: "activate", deep: shiftKey };
  }
  if (key.length !== 1 || ctrlKey) return null;
  // These are the page's, and so is a digit unless it goes on with a name.
  if (/[/?[\]\\]/.test(key) || (!typing && /[1-9]/.test(key))) return null;
  return { do: "type", text: key };
}

/** A name being typed; after a pause another one begins. */
export class TypeAhead {
  /** Milliseconds. */
  static readonly PAUSE = 700;
  #text = "";
  #at = -Infinity;

  going(now: number): boolean {
    return this.#text !== "" && now - this.#at < TypeAhead.PAUSE;
  }

  /** What to look for with this key added, and whether the present row may be it. */
  add(key: string, now: number): { text: string; stay: boolean } {
    const going = this.going(now);
    this.#at = now;
    // The same letter again and again walks through the names that start with it.
    const again = going && this.#text === key.repeat(this.#text.length);
    this.#text = going && !again ? this.#text + key : key;
    return { text: this.#text, stay: this.#text.length > 1 };
  }
}
