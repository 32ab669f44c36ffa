/** Memory of processes, as Linux tells it. */
import { existsSync, readFileSync, readdirSync } from "node:fs";

/**
 * The most memory that one of the processes has had, in KiB; null where the system does not tell. The
 * kernel keeps the peak itself (VmHWM, resident pages, those of the program included), so nothing that
 * lasts a moment is missed.
 */
export function peak(processes: readonly number[]): number | null {
  const peaks = processes.map((id) => field(id, "VmHWM")).filter((value) => value !== null);
  return peaks.length > 0 ? Math.max(...peaks) : null;
}

/** A process and all that it has started. */
export function descendants(id: number): number[] {
  if (!existsSync("/proc")) return [];
  const all = readdirSync("/proc").map(Number).filter(Number.isInteger);
  const children = all.filter((one) => field(one, "PPid") === id);
  return [id, ...children.flatMap(descendants)];
}

/** The command line of a process; empty if it is gone. */
export function commandLine(id: number): string {
  return text(`/proc/${id}/cmdline`).replaceAll("\0", " ").trim();
}

function field(id: number, name: string): number | null {
  const value = new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text(`/proc/${id}/status`))?.[1];
  return value === undefined ? null : Number(value);
}

/** A process may end while one looks. */
function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
