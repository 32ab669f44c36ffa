/** What both browsers are asked for. */
import type { Figures, Task } from "./tasks.js";

export interface Driver {
  /** Name and version. */
  version: string;
  /** Opens the page, chooses the file by the file input, and measures. */
  measure: (url: string, file: string, task: Task, workers: number) => Promise<Figures>;
  /** The processes that pages and their workers run in. */
  processes: () => Promise<number[]>;
  close: () => Promise<void>;
}
