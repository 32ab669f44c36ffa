/**
 * The highlighter answers with HTML. Nothing of an archive is ever parsed as HTML by the browser,
 * so its few constructs (spans with a class, five entities) are read here and put on the page as
 * text nodes.
 */

/** A run of text, and the class it is painted with; empty for plain. */
export interface Token {
  text: string;
  kind: string;
}

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
};

/** Cuts highlighted HTML to lines of tokens. */
export function linesOfTokens(html: string): Token[][] {
  const lines: Token[][] = [[]];
  const open: string[] = [];
  for (const [part] of html.matchAll(/<span class="[^"]*">|<\/span>|[^<]+/g)) {
    if (part === "</span>") {
      open.pop();
    } else if (part.startsWith("<span")) {
      open.push(part.slice('<span class="'.length, -2));
    } else {
      const text = part.replace(
        /&(?:amp|lt|gt|quot|#x27);/g,
        (entity) => ENTITIES[entity] ?? entity,
      );
      const kind = paint(open);
      text.split("\n").forEach((run, index) => {
        if (index > 0) lines.push([]);
        if (run) lines.at(-1)?.push({ text: run, kind });
      });
    }
  }
  return lines;
}

/** The innermost highlighter class, without its prefix and sub-scopes. */
function paint(open: string[]): string {
  for (const name of open.toReversed()) {
    const kind = /(?:^| )hljs-([a-z_-]+)/.exec(name)?.[1];
    if (kind) return kind;
  }
  return "";
}
