import type { PackedEntries } from "../worker/core.js";
import type { Entry } from "./types.js";

/** Numbers of one entry. */
const COLUMNS = 8;

/** Objects of what crossed in columns (`src/wasm/entries.rs`). */
export function unpacked({ numbers, classes, paths, links, others }: PackedEntries): Entry[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const columns = new Float64Array(
    numbers.buffer,
    numbers.byteOffset,
    numbers.byteLength / Float64Array.BYTES_PER_ELEMENT,
  );
  const path = decoder.decode(paths).split("\0");
  const link = decoder.decode(links).split("\0");
  const count = columns.length / COLUMNS;
  const entries: Entry[] = [];
  let at = 0;
  let linked = 0;
  const next = (): number => columns[at++] ?? 0;
  for (let index = 0; index < count; index++) {
    const mode = next();
    const uid = next();
    const gid = next();
    const size = next();
    const mtime = next();
    const shared = next();
    const layer = next();
    const classed = next();
    const [kind = "file", uname = "", gname = ""] = classes[classed >> 1] ?? [];
    entries.push({
      path: path[index] ?? "",
      rawPath: null,
      kind,
      mode,
      uid,
      gid,
      uname,
      gname,
      size,
      mtime,
      link: classed & 1 ? (link[linked++] ?? "") : null,
      links: shared,
      device: null,
      layer,
      xattrs: {},
      differs: null,
    });
  }
  for (const [index, entry] of others) entries[index] = entry;
  return entries;
}
