/**
 * Rectangles for sizes, as near to squares as they can be: "Squarified Treemaps", M. Bruls, K. Huizing and
 * J. J. van Wijk, 2000.
 */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Divides a box among sizes, largest first; together they fill it. What has no size has no area, and lies where the
 * last of the others ends.
 */
export function squarify(sizes: readonly number[], box: Box): Box[] {
  const sum = sizes.reduce((total, size) => total + size, 0);
  const scale = sum > 0 ? (box.width * box.height) / sum : 0;
  const areas = sizes.map((size) => size * scale);
  const boxes: Box[] = [];
  let free = box;
  while (boxes.length < areas.length) {
    const row = nextRow(areas, boxes.length, Math.min(free.width, free.height));
    const [placed, rest] = placeRow(row, free);
    boxes.push(...placed);
    free = rest;
  }
  return boxes;
}

/** As many areas as make the row's worst rectangle better, beside the shorter side. */
function nextRow(areas: readonly number[], start: number, side: number): number[] {
  const largest = areas[start] ?? 0;
  let sum = largest;
  let worst = worstRatio(largest, largest, sum, side);
  let end = start + 1;
  for (; end < areas.length; end += 1) {
    const smallest = areas[end] ?? 0;
    const next = worstRatio(largest, smallest, sum + smallest, side);
    if (next > worst) break;
    sum += smallest;
    worst = next;
  }
  return areas.slice(start, end);
}

/** Of rectangles in a row along `side`: how many times longer than wide the worst one is. */
function worstRatio(largest: number, smallest: number, sum: number, side: number): number {
  if (smallest <= 0 || side <= 0) return Infinity;
  const thickness = sum / side;
  return Math.max(largest / thickness ** 2, thickness ** 2 / smallest);
}

/** The row along the shorter side, and what is left of the box. */
function placeRow(row: readonly number[], free: Box): [Box[], Box] {
  const { x, y, width, height } = free;
  const upright = width >= height;
  const side = upright ? height : width;
  const sum = row.reduce((total, area) => total + area, 0);
  const thickness = side > 0 ? Math.min(sum / side, upright ? width : height) : 0;
  let along = 0;
  const placed = row.map((area) => {
    const length = thickness > 0 ? area / thickness : 0;
    const box = upright
      ? { x, y: y + along, width: thickness, height: length }
      : { x: x + along, y, width: length, height: thickness };
    along += length;
    return box;
  });
  const rest = upright
    ? { x: x + thickness, y, width: width - thickness, height }
    : { x, y: y + thickness, width, height: height - thickness };
  return [placed, rest];
}
