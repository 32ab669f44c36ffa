/** Guesses what bytes are: text in some encoding, or not text. */

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** What a file's first bytes look like; null means no text. `bom` is the length of the mark. */
export interface TextGuess {
  encoding: Encoding;
  bom: number;
}

/** Judges by the first bytes of a file; `whole` if they are all of it. */
export function guessText(bytes: Uint8Array, whole: boolean): TextGuess | null {
  if (starts(bytes, [0xef, 0xbb, 0xbf])) return { encoding: "utf-8", bom: 3 };
  if (starts(bytes, [0xff, 0xfe])) return { encoding: "utf-16le", bom: 2 };
  if (starts(bytes, [0xfe, 0xff])) return { encoding: "utf-16be", bom: 2 };

  const { zeros, evenZeros, controls } = count(bytes);
  if (zeros > 0) {
    // UTF-16 of mostly Latin text has a zero in every other byte, and always on the same side.
    const half = bytes.length / 2;
    if (bytes.length >= 8 && zeros > half * 0.4) {
      if (evenZeros <= zeros * 0.02) return { encoding: "utf-16le", bom: 0 };
      if (evenZeros >= zeros * 0.98) return { encoding: "utf-16be", bom: 0 };
    }
    return null;
  }
  if (controls > bytes.length * 0.02) return null;
  if (isUtf8(bytes, whole)) return { encoding: "utf-8", bom: 0 };
  // One byte a character: nothing can be wrong, so it must at least look like mostly ASCII.
  let high = 0;
  for (const byte of bytes) if (byte >= 0x80) high += 1;
  return high <= bytes.length * 0.3 ? { encoding: "windows-1252", bom: 0 } : null;
}

function starts(bytes: Uint8Array, mark: number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

function count(bytes: Uint8Array): { zeros: number; evenZeros: number; controls: number } {
  let zeros = 0;
  let evenZeros = 0;
  let controls = 0;
  bytes.forEach((byte, index) => {
    if (byte === 0) {
      zeros += 1;
      if (index % 2 === 0) evenZeros += 1;
    } else if (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b) {
      // Backspace to carriage return, and escape (terminal colours) are at home in logs.
      controls += 1;
    }
  });
  return { zeros, evenZeros, controls };
}

function isUtf8(bytes: Uint8Array, whole: boolean): boolean {
  try {
    // Streaming forgives a character that the end of the window cuts.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}
