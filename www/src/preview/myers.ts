/** The longest common part of two lists (Myers, "An O(ND) Difference Algorithm", 1986), with bounded work. */

/** Steps, over all diagonals, that one call may take: well below a second. */
export const MOST_WORK = 20_000_000;
/** Numbers kept for the way back: 32 MB. */
const MOST_KEPT = 8_000_000;

/**
 * For each element of `a` the index of the element of `b` that it stands for, -1 for none; ascending. Null if
 * that takes more than `work`.
 */
export function match(
  a: readonly number[],
  b: readonly number[],
  work: number = MOST_WORK,
): Int32Array | null {
  const matches = new Int32Array(a.length).fill(-1);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    matches[start] = start;
    start += 1;
  }
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
    matches[endA] = endB;
  }
  // What the other list does not have at all can't be in the common part.
  const inA = common(a, start, endA, new Set(b.slice(start, endB)));
  const inB = common(b, start, endB, new Set(a.slice(start, endA)));
  return follow(a, b, inA, inB, matches, work) ? matches : null;
}

function common(list: readonly number[], start: number, end: number, other: Set<number>): number[] {
  const places: number[] = [];
  for (let at = start; at < end; at++) if (other.has(list[at] ?? -1)) places.push(at);
  return places;
}

/** Goes forwards over more and more edits, then back along the path that came first. */
function follow(
  a: readonly number[],
  b: readonly number[],
  inA: number[],
  inB: number[],
  matches: Int32Array,
  work: number,
): boolean {
  const [n, m] = [inA.length, inB.length];
  const same = (x: number, y: number): boolean => a[inA[x] ?? -1] === b[inB[y] ?? -1];
  const reach = new Int32Array(2 * (n + m) + 3);
  const zero = n + m + 1;
  const kept: Int32Array[] = [];
  let left = work;
  let room = MOST_KEPT;
  for (let edits = 0; edits <= n + m; edits++) {
    room -= 2 * edits + 3;
    if (room < 0) return false;
    kept.push(reach.slice(zero - edits - 1, zero + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = furthest(reach, zero + diagonal, diagonal, edits);
      while (x < n && x - diagonal < m && same(x, x - diagonal)) {
        x += 1;
        left -= 1;
      }
      left -= 1;
      reach[zero + diagonal] = x;
      if (x >= n && x - diagonal >= m) {
        back(kept, n, m, (at, other) => (matches[inA[at] ?? 0] = inB[other] ?? -1));
        return true;
      }
    }
    if (left < 0) return false;
  }
  return true;
}

function furthest(reach: Int32Array, at: number, diagonal: number, edits: number): number {
  const [above, below] = [reach[at + 1] ?? 0, reach[at - 1] ?? 0];
  const down = diagonal === -edits || (diagonal !== edits && below < above);
  return down ? above : below + 1;
}

function back(
  kept: Int32Array[],
  n: number,
  m: number,
  pair: (a: number, b: number) => void,
): void {
  let [x, y] = [n, m];
  for (let edits = kept.length - 1; edits >= 0; edits--) {
    const reach = kept[edits] ?? new Int32Array();
    const diagonal = x - y;
    const zero = edits + 1;
    const [above, below] = [reach[zero + diagonal + 1] ?? 0, reach[zero + diagonal - 1] ?? 0];
    const down = diagonal === -edits || (diagonal !== edits && below < above);
    const fromX = edits === 0 ? 0 : down ? above : below;
    const fromY = edits === 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1);
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      pair(x, y);
    }
    x = fromX;
    y = fromY;
  }
}
