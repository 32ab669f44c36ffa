/** Which rectangle an arrow key leads to. */
import type { Box } from "./squarify.js";

export type Direction = "left" | "right" | "up" | "down";

export const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Boxes that touch may overlap by what arithmetic loses. */
const SLACK = 0.5;

/** The index of the nearest box on that side, the one straight ahead first; -1 if there is none. */
export function neighbour(boxes: readonly Box[], from: Box, direction: Direction): number {
  let best = -1;
  let least = Infinity;
  boxes.forEach((box, index) => {
    const gap = gapTo(from, box, direction);
    if (gap < -SLACK) return;
    const cost = gap + 2 * aside(from, box, direction);
    if (cost < least) {
      least = cost;
      best = index;
    }
  });
  return best;
}

/** How far the box begins beyond the edge; negative if it does not lie on that side. */
function gapTo(from: Box, box: Box, direction: Direction): number {
  switch (direction) {
    case "left":
      return from.x - (box.x + box.width);
    case "right":
      return box.x - (from.x + from.width);
    case "up":
      return from.y - (box.y + box.height);
    case "down":
      return box.y - (from.y + from.height);
  }
}

/** How far the box lies from the line straight ahead of the middle. */
function aside(from: Box, box: Box, direction: Direction): number {
  const level = direction === "left" || direction === "right";
  const middle = level ? from.y + from.height / 2 : from.x + from.width / 2;
  const start = level ? box.y : box.x;
  const end = start + (level ? box.height : box.width);
  return Math.max(0, start - middle, middle - end);
}
