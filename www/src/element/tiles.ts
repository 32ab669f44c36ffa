/** A directory as rectangles in rectangles: which there are, and where. */
import type { SpaceNode } from "../api/insight-types.js";
import { squarify } from "./squarify.js";
import type { Box } from "./squarify.js";

/** The line for a directory's name, and the frame around what is in it. */
const TITLE = 20;
const FRAME = 2;
/** A directory's content is drawn if it is as wide and high, */
const ROOM = 26;
/** and has a name above it if it is as large. */
const TITLE_WIDTH = 44;
const TITLE_HEIGHT = 44;
/** What is narrower is not seen. */
const LEAST = 2;

/** A rectangle of the map, in whole pixels. */
export interface Tile {
  /** Tells it from the others: its path, or that of the directory whose rest it is. */
  key: string;
  /** What it stands for; of a rest the directory. */
  node: SpaceNode;
  /** True for what of a directory is not given one by one. */
  rest: boolean;
  bytes: number;
  /** 1 for what is right in the directory that is shown. */
  depth: number;
  box: Box;
  /** True if what is in it is drawn over it. */
  open: boolean;
}

/** The rectangles of what is in a directory; what lies over another comes after it. */
export function tilesOf(root: SpaceNode, box: Box): Tile[] {
  const tiles: Tile[] = [];
  divide(root, box, 1, tiles);
  return tiles;
}

function divide(directory: SpaceNode, box: Box, depth: number, tiles: Tile[]): void {
  const given = directory.children.filter(({ bytes }) => bytes > 0);
  const rest = directory.bytes - given.reduce((sum, { bytes }) => sum + bytes, 0);
  // The rest may be more than the largest.
  const parts = [
    ...given.map((node) => ({ node, rest: false, bytes: node.bytes })),
    ...(rest > 0 ? [{ node: directory, rest: true, bytes: rest }] : []),
  ].toSorted((a, b) => b.bytes - a.bytes);
  const boxes = squarify(
    parts.map(({ bytes }) => bytes),
    box,
  );
  parts.forEach((part, at) => {
    const place = boxes[at];
    const drawn = place && rounded(place);
    if (!drawn || drawn.width < LEAST || drawn.height < LEAST) return;
    const { node } = part;
    const roomy = drawn.width >= ROOM && drawn.height >= ROOM;
    const open = !part.rest && roomy && node.children.some(({ bytes }) => bytes > 0);
    const key = part.rest ? `${node.path}/` : node.path;
    tiles.push({ ...part, key, depth, box: drawn, open });
    if (open) divide(node, inside(drawn), depth + 1, tiles);
  });
}

/** Neighbours keep a common edge. */
function rounded({ x, y, width, height }: Box): Box {
  const left = Math.round(x);
  const top = Math.round(y);
  return {
    x: left,
    y: top,
    width: Math.round(x + width) - left,
    height: Math.round(y + height) - top,
  };
}

function inside({ x, y, width, height }: Box): Box {
  const title = width >= TITLE_WIDTH && height >= TITLE_HEIGHT ? TITLE : FRAME;
  return {
    x: x + FRAME,
    y: y + title,
    width: width - 2 * FRAME,
    height: height - title - FRAME,
  };
}
