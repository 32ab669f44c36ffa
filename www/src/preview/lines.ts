/** Decodes a file's bytes, window after window, into numbered lines. */
import type { TextGuess } from "./encoding.js";

/** A line longer than this is cut into pieces, of which the first alone has a number. */
export const LONGEST_LINE = 16_384;

export interface Line {
  /** From 1; 0 for the rest of a line that was cut. */
  number: number;
  text: string;
}

export class LineDecoder {
  readonly #decoder: TextDecoder;
  #skip: number;
  #rest = "";
  #number = 0;
  /** True if the rest goes on with a line of which a piece was given out. */
  #cut = false;

  constructor({ encoding, bom }: TextGuess) {
    // The mark is skipped here: by itself a decoder would do it for its own encoding only.
    this.#decoder = new TextDecoder(encoding, { ignoreBOM: true });
    this.#skip = bom;
  }

  /** The lines that these bytes complete; `last` if no more follow. */
  push(bytes: Uint8Array, last: boolean): Line[] {
    const body = this.#skip > 0 ? bytes.subarray(this.#skip) : bytes;
    this.#skip = 0;
    const text = this.#rest + this.#decoder.decode(body, { stream: !last });
    const parts = text.split("\n");
    this.#rest = parts.pop() ?? "";
    const lines: Line[] = [];
    for (const part of parts) {
      this.#add(lines, part.endsWith("\r") ? part.slice(0, -1) : part);
      this.#cut = false;
    }
    if (last) {
      if (this.#rest !== "") this.#add(lines, this.#rest);
      this.#rest = "";
    } else if (this.#rest.length >= LONGEST_LINE) {
      // One endless line must not hold everything back.
      this.#add(lines, this.#rest);
      this.#cut = true;
      this.#rest = "";
    }
    return lines;
  }

  #add(lines: Line[], text: string): void {
    // The line ended just where it was cut.
    if (this.#cut && text === "") return;
    for (let from = 0; from === 0 || from < text.length; from += LONGEST_LINE) {
      if (!this.#cut && from === 0) this.#number += 1;
      const number = from === 0 && !this.#cut ? this.#number : 0;
      lines.push({ number, text: text.slice(from, from + LONGEST_LINE) });
    }
  }
}
