import type { Distribution } from "../api/insight-types.js";
import { isDay } from "../text/format.js";

/**
 * - `full`: the distribution cares for it
 * - `longer`: only who pays, or others, get it cared for
 * - `ended`: nobody does
 * - `unknown`: the image says something that is no day
 */
export type SupportState = "full" | "longer" | "ended" | "unknown";

/** What a distribution's support is on a day, which is the last one where it is named. */
export function supportOn(
  { ends, extended }: NonNullable<Distribution["support"]>,
  today: string,
): SupportState {
  if (!isDay(ends)) return "unknown";
  if (today <= ends) return "full";
  return isDay(extended) && today <= extended ? "longer" : "ended";
}
