/** What a key means in a list of which one is chosen: the index to choose, or null for nothing. */
export function listKey(event: KeyboardEvent, at: number, count: number): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey || count === 0) return null;
  const next = target(event.key, at, count);
  if (next === null) return null;
  event.preventDefault();
  event.stopPropagation();
  return Math.max(0, Math.min(next, count - 1));
}

function target(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return at + 1;
    case "ArrowUp":
      return at - 1;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
