import type { Block, Summary } from "./summary.js";

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: 3px 10px 3px 0; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
th { border-bottom: 1px solid; white-space: nowrap; }
td { border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
pre { padding: 10px; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); overflow-x: auto; }
`;

/** A report as one HTML file without scripts, to be read or printed anywhere. */
export function page(
  { title, sections }: Summary,
  language: string,
  more: (count: number) => string,
): string {
  const body = sections
    .map(
      (section) =>
        `<h2>${escaped(section.title)}</h2>\n` +
        section.blocks.map((block) => written(block, more)).join("\n"),
    )
    .join("\n");
  return `<!doctype html>
<html lang="${escaped(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<h1>${escaped(title)}</h1>
${body}
</html>
`;
}

function written(block: Block, more: (count: number) => string): string {
  switch (block.kind) {
    case "text":
      return `<p>${escaped(block.text)}</p>`;
    case "code":
      return `<pre>${escaped(block.text)}</pre>`;
    case "table": {
      const { head, rows, more: left } = block.table;
      const row = (cells: readonly string[], tag: string): string =>
        `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
      const lines = [row(head, "th"), ...rows.map((cells) => row(cells, "td"))];
      const table = `<div><table>\n${lines.join("\n")}\n</table></div>`;
      return left > 0 ? `${table}\n<p>${escaped(more(left))}</p>` : table;
    }
  }
}

function escaped(text: string): string {
  const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text.replace(/[&<>"]/g, (character) => `&${names[character] ?? ""};`);
}
