/** The archives, and what real tools say of them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export function sample(name: string): string {
  return fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
}

export interface HistoryRow {
  ID: string;
  CreatedBy: string;
  Size: string;
}

interface ToolFacts {
  history: Record<string, { human: HistoryRow[]; exact: HistoryRow[] }>;
}

/** What `docker history` printed for the only image of an archive. */
export function dockerHistory(name: string): { human: HistoryRow[]; exact: HistoryRow[] } {
  const text = readFileSync(sample(`facts/${name}.json`), "utf8");
  const facts = JSON.parse(text) as { docker26: ToolFacts };
  const [history] = Object.values(facts.docker26.history);
  if (!history) throw new Error(`no history in the facts of ${name}`);
  return history;
}
