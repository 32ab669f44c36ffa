/** What is different in two entries besides their content, as a small table. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Entry } from "../api/types.js";
import { named } from "../element/parts.js";
import { bytesText, isFile } from "../panels/entry-facts.js";
import { exactTime, linkText, modeText, octal } from "../text/format.js";
import { f, t } from "../text/text.js";

interface Fact {
  name: string;
  /** Null where an entry has no such thing. */
  before: string | null;
  after: string | null;
}

/** The facts that differ; of one entry alone all of them. `encodings` are those of two texts. */
export function metadataFacts(
  before: Entry | null,
  after: Entry | null,
  encodings: readonly [string | null, string | null] = [null, null],
): Fact[] {
  const text = t.difference;
  const fact = (name: string, of: (entry: Entry) => string | null): Fact => ({
    name,
    before: before && of(before),
    after: after && of(after),
  });
  const attributes = new Set(
    [before, after].flatMap((entry) => Object.keys(entry?.xattrs ?? {})).sort(),
  );
  const facts = [
    fact(text.kind, (entry) => t.kind[entry.kind]),
    fact(text.size, (entry) =>
      isFile(entry) ? t.exactBytes(f.integer(entry.size), entry.size) : null,
    ),
    fact(text.mode, ({ kind, mode }) => `${modeText(kind, mode)} ${octal(mode)}`),
    fact(text.owner, ownerText),
    fact(text.modified, ({ mtime }) => exactTime(mtime)),
    fact(text.target, ({ kind, link }) =>
      kind === "symlink" && link !== null ? linkText(kind, link) : null,
    ),
    fact(text.device, ({ device }) => device?.join(":") ?? null),
    ...[...attributes].map((name) =>
      fact(text.xattr(name), ({ xattrs }) => {
        const value = xattrs[name];
        return value ? bytesText(value) : null;
      }),
    ),
    { name: text.encoding, before: encodings[0], after: encodings[1] },
  ];
  return facts.filter((one) => one.before !== one.after);
}

/** Numbers are what is compared; names stand beside them. */
function ownerText({ uid, gid, uname, gname }: Entry): string {
  const numbers = `${uid}:${gid}`;
  return uname || gname ? `${numbers} (${uname || uid}:${gname || gid})` : numbers;
}

export function metadataTable(
  facts: readonly Fact[],
  labels: { before: string | null; after: string | null },
): TemplateResult | typeof nothing {
  if (facts.length === 0) return nothing;
  const { before, after } = labels;
  const cell = (label: string | null, value: string | null): TemplateResult | typeof nothing =>
    label === null
      ? nothing
      : html`<td>${value === null ? html`<span class="dim">${t.none}</span>` : named(value)}</td>`;
  const head = (label: string | null, text: string): TemplateResult | typeof nothing =>
    label === null ? nothing : html`<th scope="col" title=${label}>${text}</th>`;
  return html`<table class="facts" aria-label=${t.difference.metadata}>
    <thead>
      <tr>
        <th scope="col"><span class="heard">${t.difference.fact}</span></th>
        ${head(before, t.difference.before)}${head(after, t.difference.after)}
      </tr>
    </thead>
    <tbody>
      ${facts.map(
        (fact) =>
          html`<tr>
            <th scope="row">${named(fact.name)}</th>
            ${cell(before, fact.before)}${cell(after, fact.after)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
