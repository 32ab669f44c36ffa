/** Defines `<lamina-explorer>`. A second copy of this script on a page changes nothing. */
import { LaminaExplorer } from "./element/explorer.js";
import { define } from "./element/panel.js";

define("lamina-explorer", LaminaExplorer);

export { LaminaExplorer };
