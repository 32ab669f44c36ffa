/** Archives that no tool writes: layers with entries that are nobody's habit. */
import { createHash } from "node:crypto";

export interface MadeEntry {
  name: string;
  /** "0" a file, "1" a hard link, "2" a symbolic link, "5" a directory, as in a tar header. */
  type?: "0" | "1" | "2" | "5";
  content?: string;
  link?: string;
  mode?: number;
  /** Of user and group. */
  owner?: number;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

/** POSIX.1-2017, pax, "ustar Interchange Format". */
function header({ name, type = "0", link = "", mode, owner = 0 }: MadeEntry, size: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write(octal(mode ?? (type === "5" ? 0o755 : 0o644), 8), 100);
  block.write(octal(owner, 8) + octal(owner, 8) + octal(size, 12) + octal(1_700_000_000, 12), 108);
  block.write(`        ${type}${link}`, 148);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function tar(entries: readonly MadeEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const body = Buffer.from(entry.content ?? "");
    const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
    return [header(entry, body.length), body, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");

/** A docker-archive of one image, `made:1`, with these layers, oldest first. */
export function dockerArchive(...layers: readonly (readonly MadeEntry[])[]): Buffer {
  const tars = layers.map((entries) => tar(entries));
  const config = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: tars.map((bytes) => `sha256:${sha256(bytes)}`) },
    history: tars.map((_, at) => ({ created: "2024-01-01T00:00:00Z", created_by: `step ${at}` })),
  });
  const files = tars.map((bytes) => ({ name: `${sha256(bytes)}.tar`, bytes }));
  const configName = `${sha256(config)}.json`;
  const manifest = [
    { Config: configName, RepoTags: ["made:1"], Layers: files.map(({ name }) => name) },
  ];
  const members = [
    ...files,
    { name: configName, bytes: Buffer.from(config) },
    { name: "manifest.json", bytes: Buffer.from(JSON.stringify(manifest)) },
  ];
  const blocks = members.flatMap(({ name, bytes }) => {
    const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
    return [header({ name }, bytes.length), bytes, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
