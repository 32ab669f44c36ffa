/** The archives, and what real tools say of them. */
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
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

/** An OCI archive whose first layer is not in it: the layer's file has another name. */
export async function withoutLayer(file: string): Promise<string> {
  const archive = await readFile(sample("web.podman-oci.tar"));
  const manifest = /"layers":\[\{"mediaType":"[^"]*","digest":"sha256:([0-9a-f]{64})"/.exec(
    archive.toString("latin1"),
  );
  const name = `blobs/sha256/${manifest?.[1] ?? ""}`;
  const header = archive.indexOf(name);
  // One letter of the name, and as much in the checksum, which is octal digits of the sum of all bytes.
  const old = archive.readUInt8(header + name.length - 1);
  const letter = old === 0x30 ? 0x31 : 0x30;
  archive.writeUInt8(letter, header + name.length - 1);
  const sum = parseInt(archive.toString("latin1", header + 148, header + 154), 8) + letter - old;
  archive.write(sum.toString(8).padStart(6, "0"), header + 148, "latin1");
  await writeFile(file, archive);
  return file;
}
