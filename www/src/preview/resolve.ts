/** Follows symbolic links through a merged tree, as the kernel would inside the container. */
import type { Entry } from "../api/types.js";

/** As many as Linux follows. */
const MOST_LINKS = 40;

/**
 * Where `target` leads that a link in the directory `base` has: an absolute path with no link in
 * it, or null if it leads nowhere or in circles.
 */
export async function resolveLink(
  base: string,
  target: string,
  stat: (path: string) => Promise<Pick<Entry, "kind" | "link"> | null>,
): Promise<string | null> {
  let done: string[] = target.startsWith("/") ? [] : names(base);
  const todo = names(target);
  let links = 0;
  for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
    if (name === "..") {
      done.pop();
      continue;
    }
    const path = `/${[...done, name].join("/")}`;
    const entry = await stat(path);
    if (!entry) return null;
    if (entry.kind !== "symlink" || entry.link === null) {
      done.push(name);
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return null;
    if (entry.link.startsWith("/")) done = [];
    todo.unshift(...names(entry.link));
  }
  return `/${done.join("/")}`;
}

function names(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** The directory that a path is in. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}
