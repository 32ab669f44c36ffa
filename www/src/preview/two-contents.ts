/** The contents of two files, to be compared: what they are, as text and window by window. */
import { guessText } from "./encoding.js";
import type { Encoding, TextGuess } from "./encoding.js";

/** Bytes that decide whether a file is text. */
const SNIFFED = 64 * 1024;
/** Longer texts are not compared line by line. */
export const LONGEST_TEXT = 2 * 1024 * 1024;
/** Bytes of each file that are compared at a time. */
export const WINDOW = 1024 * 1024;

export interface TwoContents {
  before: Blob;
  after: Blob;
  /** `binary` if one of them is no text, `big` if one is too long to be compared as text. */
  text: TwoTexts | "binary" | "big";
}

export interface TwoTexts {
  before: string;
  after: string;
  /** Null for an empty file, which may be anything. */
  encodings: [Encoding | null, Encoding | null];
}

export async function lookInto(before: Blob, after: Blob): Promise<TwoContents> {
  const guesses = await Promise.all([before, after].map(guess));
  if (guesses.includes(null)) return { before, after, text: "binary" };
  if (Math.max(before.size, after.size) > LONGEST_TEXT) return { before, after, text: "big" };
  const [a = EMPTY, b = EMPTY] = guesses.map((found) => found ?? EMPTY);
  const text: TwoTexts = {
    before: await decoded(before, a),
    after: await decoded(after, b),
    encodings: [before.size > 0 ? a.encoding : null, after.size > 0 ? b.encoding : null],
  };
  return { before, after, text };
}

const EMPTY: TextGuess = { encoding: "utf-8", bom: 0 };

async function guess(blob: Blob): Promise<TextGuess | null> {
  if (blob.size === 0) return EMPTY;
  const head = new Uint8Array(await blob.slice(0, SNIFFED).arrayBuffer());
  return guessText(head, head.length === blob.size);
}

async function decoded(blob: Blob, { encoding, bom }: TextGuess): Promise<string> {
  const bytes = await blob.slice(bom).arrayBuffer();
  // The mark has been skipped: by itself a decoder would do it for its own encoding only.
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** The same bytes of both; fewer, or none, where a file ends. */
export async function windowOf(
  { before, after }: Pick<TwoContents, "before" | "after">,
  offset: number,
): Promise<[Uint8Array, Uint8Array]> {
  const [a, b] = await Promise.all(
    [before, after].map(async (blob) => {
      return new Uint8Array(await blob.slice(offset, offset + WINDOW).arrayBuffer());
    }),
  );
  return [a ?? new Uint8Array(), b ?? new Uint8Array()];
}

/** Where the first window from `offset` on begins that is not the same in both; null if none is. */
export async function differingWindow(
  contents: Pick<TwoContents, "before" | "after">,
  offset: number,
  signal: AbortSignal,
): Promise<number | null> {
  const end = Math.max(contents.before.size, contents.after.size);
  for (let at = offset; at < end; at += WINDOW) {
    const [a, b] = await windowOf(contents, at);
    signal.throwIfAborted();
    if (a.length !== b.length || a.some((byte, index) => byte !== b[index])) return at;
  }
  return null;
}
