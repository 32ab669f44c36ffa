/** A tar writer for archives that no honest tool would make. */
import { createHash } from "node:crypto";

export interface Item {
  /** Bytes as they stand; at most 100. */
  name: string | Buffer;
  /** `0` file, `2` symbolic link, `5` directory. */
  type?: string;
  link?: string;
  body?: Buffer;
}

/** POSIX.1-2024, pax, "ustar Interchange Format". */
export function tarOf(items: readonly Item[]): Buffer {
  const blocks = items.flatMap(({ name, type = "0", link = "", body = Buffer.alloc(0) }) => {
    const header = Buffer.alloc(512);
    Buffer.from(name).copy(header, 0, 0, 100);
    header.write("0000644\0" + "0000000\0".repeat(2), 100, "latin1");
    header.write(
      `${body.length.toString(8).padStart(11, "0")}\0${"0".repeat(11)}\0`,
      124,
      "latin1",
    );
    header.write(`        ${type}`, 148, "latin1");
    header.write(link, 157, 100);
    header.write("ustar\0" + "00", 257, "latin1");
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** An archive as `docker save` made it before Docker 25. */
export function dockerArchive(layer: Buffer, config: object, tags: string[]): Buffer {
  const rootfs = { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] };
  const document = Buffer.from(JSON.stringify({ ...config, rootfs }));
  const name = `${sha256(document)}.json`;
  const manifest = [{ Config: name, RepoTags: tags, Layers: ["layer.tar"] }];
  return tarOf([
    { name, body: document },
    { name: "layer.tar", body: layer },
    { name: "manifest.json", body: Buffer.from(JSON.stringify(manifest)) },
  ]);
}
