/** Numbers, sizes, times and modes as people read them. */
import type { EntryKind } from "../api/types.js";

const UNITS = ["kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

/** Makers of text for one locale; making an Intl object is slow, so each is made once. */
export class Formats {
  readonly #locale: string | undefined;
  readonly #zone: string | undefined;
  readonly #made = new Map<string, unknown>();

  constructor(locale: string | undefined, zone?: string) {
    this.#locale = locale;
    this.#zone = zone;
  }

  /** `1,234,567` */
  integer(value: number): string {
    return this.#once("integer", () => new Intl.NumberFormat(this.#locale)).format(value);
  }

  /** `7.05 MB`: decimal units and three digits, as Docker counts. */
  bytes(value: number): string {
    if (value < 1000) return `${this.integer(value)} B`;
    let scaled = value / 1000;
    let unit = 0;
    // 999 950 would be written `1000 kB`.
    while (scaled >= 999.5 && unit < UNITS.length - 1) {
      scaled /= 1000;
      unit += 1;
    }
    const name = UNITS[unit] ?? "petabyte";
    return this.#once(
      name,
      () =>
        new Intl.NumberFormat(this.#locale, {
          style: "unit",
          unit: name,
          unitDisplay: "short",
          maximumSignificantDigits: 3,
        }),
    ).format(scaled);
  }

  /** `12.3%` */
  percent(part: number): string {
    return this.#once(
      "percent",
      () => new Intl.NumberFormat(this.#locale, { style: "percent", maximumSignificantDigits: 3 }),
    ).format(part);
  }

  /** `12 Mar 2024, 10:22`; seconds since 1970. */
  time(seconds: number): string {
    const date = new Date(seconds * 1000);
    if (Number.isNaN(date.getTime())) return String(seconds);
    return this.#once(
      "time",
      () =>
        new Intl.DateTimeFormat(this.#locale, {
          dateStyle: "medium",
          timeStyle: "short",
          timeZone: this.#zone,
        }),
    ).format(date);
  }

  /** An RFC 3339 time, or the text itself if it is none. */
  stamp(text: string): string {
    const milliseconds = Date.parse(text);
    return Number.isNaN(milliseconds) ? text : this.time(milliseconds / 1000);
  }

  /** `10 Jun 2026` of `2026-06-10`, or the text itself if it is no day. */
  day(text: string): string {
    const milliseconds = isDay(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(milliseconds)) return text;
    return this.#once(
      "day",
      () => new Intl.DateTimeFormat(this.#locale, { dateStyle: "medium", timeZone: "UTC" }),
    ).format(milliseconds);
  }

  #once<T>(key: string, make: () => T): T {
    const known = this.#made.get(key) as T | undefined;
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(key, made);
    return made;
  }
}

/** Whether it is a day as it is written in data, `2026-06-10`; such texts are ordered as the days are. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** `2024-03-12 10:22:05 UTC`: the same everywhere. */
export function exactTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `2024-03-12 10:22`, UTC as well: every row of a list has the same width. */
export function shortTime(seconds: number): string {
  const exact = exactTime(seconds);
  return exact.endsWith(" UTC") ? exact.slice(0, -7) : exact;
}

const KIND_LETTERS: Record<EntryKind, string> = {
  file: "-",
  hardlink: "-",
  directory: "d",
  symlink: "l",
  char: "c",
  block: "b",
  fifo: "p",
};

/** As `ls -l` writes it: `drwxr-xr-x`, with setuid, setgid and sticky. */
export function modeText(kind: EntryKind, mode: number): string {
  const triple = (shift: number, special: number, letter: string): string => {
    const bits = (mode >> shift) & 7;
    const execute = (bits & 1) !== 0;
    const last = mode & special ? (execute ? letter : letter.toUpperCase()) : execute ? "x" : "-";
    return `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${last}`;
  };
  return (
    KIND_LETTERS[kind] + triple(6, 0o4000, "s") + triple(3, 0o2000, "s") + triple(0, 0o1000, "t")
  );
}

/** What a link leads to, as text. A hard link's is a name in the tar, from the root. */
export function linkText(kind: EntryKind, link: string): string {
  return kind === "hardlink" ? `/${link.replace(/^(?:\.?\/)+/, "")}` : link;
}

/** `0755` */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** `sha256:4f3a…` to the twelve digits that Docker shows. */
export function shortId(digest: string): string {
  return digest.replace(/^[a-z0-9+._-]+:/, "").slice(0, 12);
}

/** The last name in a path; `/` for the root. */
export function baseName(path: string): string {
  return /[^/]+(?=\/*$)/.exec(path)?.[0] ?? "/";
}

/** Nice for one screen: `2 min 5 s` of milliseconds. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The core's messages begin in lower case, to be put into others; here they stand alone. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
