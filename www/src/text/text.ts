/** The texts and formats in use. */
import { en } from "./en.js";
import { Formats } from "./format.js";

export type Texts = typeof en;
export const t: Texts = en;
/** Numbers and times as the browser's own setting has them. */
export const f = new Formats(undefined);
