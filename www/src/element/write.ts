/** Writes a plan's archive to disk, wherever the browser lets it go. */
import { LaminaError } from "../api/error.js";
import type { Plan } from "../api/types.js";
import { download } from "./download.js";

interface SavePicker {
  showSaveFilePicker(options: {
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
}

export interface WriteOptions {
  signal: AbortSignal;
  /** What the file dialog calls the kind of file. */
  description: string;
  onProgress: (bytes: number) => void;
  /** The writing is done, the reading back begins. */
  onCheck: () => void;
}

/** How it went: `saved` was read back from the disk, `downloaded` was checked before it left. */
export type Written = { kind: "saved"; name: string } | { kind: "downloaded" };

/**
 * Asks for a place and writes there; where the browser has no such dialog, downloads. Must be
 * called from a click. Rejects with code `aborted` if the reader gave up.
 */
export async function writePlan(plan: Plan, options: WriteOptions): Promise<Written> {
  const picker = window as Partial<SavePicker>;
  if (!picker.showSaveFilePicker) return downloadPlan(plan, options);
  const handle = await picker.showSaveFilePicker({
    suggestedName: plan.suggestedName,
    types: [{ description: options.description, accept: { "application/x-tar": [".tar"] } }],
  });
  const file = await handle.createWritable();
  try {
    let written = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        written += chunk.byteLength;
        options.onProgress(written);
        controller.enqueue(chunk);
      },
    });
    await plan.stream().pipeThrough(counted).pipeTo(file, { signal: options.signal });
  } catch (error) {
    if (options.signal.aborted) throw LaminaError.aborted();
    throw error;
  }
  options.onCheck();
  // What is compared is what the disk has now, not what should have gone there.
  await plan.check(await handle.getFile());
  return { kind: "saved", name: handle.name };
}

async function downloadPlan(plan: Plan, { signal, onCheck }: WriteOptions): Promise<Written> {
  onCheck();
  const blob = await plan.blob();
  await plan.check(blob);
  if (signal.aborted) throw LaminaError.aborted();
  download(blob, plan.suggestedName);
  return { kind: "downloaded" };
}
