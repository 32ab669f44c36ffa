/** How a path came to be gone with a layer, told from what the trees below and above it hold. */
import type { EntryKind, Image, Rules } from "../api/types.js";
import { parentOf } from "../preview/resolve.js";

/**
 * - `alone`: others beside it are still there
 * - `above`: the directory is gone
 * - `replaced`: something else is in the directory's place
 * - `emptied`: nothing that was in the directory is there any more: it was marked opaque, or deleted and
 *   made anew, which comes to the same
 */
export type Gone =
  | { how: "alone" }
  | { how: "above" | "emptied"; directory: string }
  | { how: "replaced"; directory: string; kind: EntryKind };

export async function howGone(
  image: Image,
  path: string,
  layer: number,
  rules: Rules,
): Promise<Gone> {
  const now = await image.tree({ layer, rules });
  const names = parentOf(path).split("/").filter(Boolean);
  for (const end of names.keys()) {
    const directory = `/${names.slice(0, end + 1).join("/")}`;
    const entry = await now.stat(directory);
    if (!entry) return { how: "above", directory };
    if (entry.kind !== "directory") return { how: "replaced", directory, kind: entry.kind };
  }
  if (layer === 0) return { how: "alone" };
  const directory = parentOf(path);
  const below = await image.tree({ layer: layer - 1, rules });
  const before = await below.list(directory);
  if (before.length < 2) return { how: "alone" };
  const after = new Set((await now.list(directory)).map((entry) => entry.path));
  return before.some((entry) => after.has(entry.path))
    ? { how: "alone" }
    : { how: "emptied", directory };
}
