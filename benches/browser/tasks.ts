/** What the page is asked to do, and what it answers. */

/**
 * Lamina; Lamina with an archive that it has read before; or a bare loop: its reads and nothing else, decoders
 * and nothing else.
 */
export const TASKS = ["lamina", "again", "reads", "decode"] as const;
export type Task = (typeof TASKS)[number];

/** A read of the file: offset and length. */
export type Read = [number, number];

/** Where a layer lies in the file. */
export interface Layer {
  offset: number;
  size: number;
  compression: string;
}

/** What there is to do in an archive, as `lamina-native jobs` notes it. */
export interface Jobs {
  /** First those that opening takes, then those of each layer. */
  reads: Read[][];
  layers: Layer[];
}

/** Seconds. */
export interface Figures {
  /** Until the first screen could be shown; Lamina alone has one. */
  first: number | null;
  seconds: number;
}

/** What a worker is given: one job at a time. */
export interface Order {
  file: File;
  reads: Read[] | null;
  layer: Layer | null;
}
