/** What the reader fills in, and the query that it makes. */
import type { Pattern, Permission, SearchQuery } from "../api/insight-types.js";

export type What = SearchQuery["what"];
export type Kind = NonNullable<Pattern["kind"]>;
export type Scope = "merged" | "layers";
/** The saved searches for special permissions. */
export type Saved = Permission | "all";

export const WHATS: readonly What[] = ["name", "content", "sha256", "permissions"];
export const SAVED: readonly Saved[] = ["all", "setuid", "setgid", "worldWritable", "capabilities"];

/** The ways to read a pattern, for names and for contents. */
export const KINDS = {
  name: ["text", "glob", "regex"],
  content: ["text", "regex", "hex"],
} as const satisfies Partial<Record<What, readonly Kind[]>>;

export interface Form {
  what: What;
  /** Names and contents are often looked for by the same text. */
  text: string;
  nameKind: Kind;
  contentKind: Kind;
  /** A glob: only files with such a name. */
  files: string;
  ignoreCase: boolean;
  wholeWord: boolean;
  digest: string;
  saved: Saved | null;
  scope: Scope;
}

export const EMPTY: Form = {
  what: "name",
  text: "",
  nameKind: "text",
  contentKind: "text",
  files: "",
  ignoreCase: true,
  wholeWord: false,
  digest: "",
  saved: null,
  scope: "merged",
};

/** How the pattern is read; null for what has none. */
export function kindOf(form: Form): Kind | null {
  if (form.what === "name") return form.nameKind;
  return form.what === "content" ? form.contentKind : null;
}

/** Null as long as there is nothing to look for. */
export function queryOf(form: Form): SearchQuery | null {
  const { what, saved } = form;
  const digest = form.digest.trim();
  switch (what) {
    case "name":
      return form.text === "" ? null : { what, pattern: patternOf(form, form.nameKind) };
    case "content": {
      if (form.text === "") return null;
      const pattern = patternOf(form, form.contentKind);
      return form.files === ""
        ? { what, pattern }
        : { what, pattern, files: { kind: "glob", text: form.files, ignoreCase: true } };
    }
    case "sha256":
      return digest === "" ? null : { what, digest };
    case "permissions":
      return saved === null ? null : saved === "all" ? { what } : { what, any: [saved] };
  }
}

function patternOf({ text, ignoreCase, wholeWord }: Form, kind: Kind): Pattern {
  return {
    kind,
    text,
    ignoreCase: ignoreCase && kind !== "hex",
    wholeWord: wholeWord && kind === "text",
  };
}

/** Whether it is answered at once, from what is known of the layers. */
export function isQuick(query: SearchQuery): boolean {
  return query.what === "name" || query.what === "permissions";
}
