/**
 * Names from an archive may hold anything a file name may: control characters that would vanish,
 * and direction marks that would make `exe.txt` of `txt.exe`. Here they become visible.
 */
// C0, DEL, C1, soft hyphen, zero-width and direction marks, line separators, BOM, tag characters.
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** The text with nothing invisible left in it. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "\u2421";
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** The same for a text of several lines: line breaks and tabs are at home in it. */
export function visibleLines(text: string): string {
  return text.replace(/[^\n\t]+/g, visible);
}

/** A run of a name, and whether the filter found it. */
export interface Piece {
  text: string;
  hit: boolean;
}

/** Cuts a name at the places where the filter's text is in it; of case it is ASCII's that is ignored, as in the core. */
export function pieces(name: string, filter: string, ignoreCase = true): Piece[] {
  if (!filter) return [{ text: visible(name), hit: false }];
  const haystack = ignoreCase ? asciiLower(name) : name;
  const needle = ignoreCase ? asciiLower(filter) : filter;
  const found: Piece[] = [];
  let from = 0;
  for (;;) {
    const at = haystack.indexOf(needle, from);
    if (at < 0) break;
    if (at > from) found.push({ text: visible(name.slice(from, at)), hit: false });
    from = at + needle.length;
    found.push({ text: visible(name.slice(at, from)), hit: true });
  }
  if (from < name.length || found.length === 0) {
    found.push({ text: visible(name.slice(from)), hit: false });
  }
  return found;
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
