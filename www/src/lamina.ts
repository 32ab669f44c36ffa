/**
 * Lamina's JavaScript API: opens container image archives and answers questions about them.
 * Importing this defines nothing and touches no DOM.
 */
export { LaminaError } from "./api/error.js";
export { openArchive, warmUp } from "./api/open.js";
export { forgetLayers, rememberedLayers } from "./api/remembered.js";
export type * from "./api/insight-types.js";
export type * from "./api/types.js";

/** The version of this API; it changes only when something that worked no longer does. */
export const apiVersion = 1;
