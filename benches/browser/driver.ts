/** What both browsers are asked for. */
import type { Figures, Task } from "./tasks.js";

/** The page, with its file chosen. */
export interface Opened {
  measure: (task: Task, workers: number) => Promise<Figures>;
}

export interface Driver {
  /** Name and version. */
  version: string;
  /** Opens the page, and chooses the file by the file input. */
  open: (url: string, file: string) => Promise<Opened>;
  /** The processes that pages and their workers run in. */
  processes: () => Promise<number[]>;
  close: () => Promise<void>;
}
