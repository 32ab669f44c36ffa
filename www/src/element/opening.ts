/** The states on the way to an open archive. */
import type { LaminaError } from "../api/error.js";
import type { Progress } from "../api/types.js";

export type Opening =
  | { state: "none" }
  | {
      state: "opening";
      name: string;
      remote: boolean;
      progress: Progress | null;
      abort: AbortController;
    }
  | { state: "failed"; name: string; error: LaminaError }
  | { state: "open" };

/** What was dropped: the first file, and whether there were more. */
export function droppedFile(transfer: DataTransfer | null): { file: File | null; more: boolean } {
  const files = transfer?.files;
  return { file: files?.[0] ?? null, more: (files?.length ?? 0) > 1 };
}

/** True if files are being dragged, not text or a link. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}
