/** Every key, for the help; the parts that handle them are named beside. */
import { t } from "../text/text.js";

export interface KeyGroup {
  title: string;
  keys: readonly (readonly [names: readonly string[], text: string])[];
}

const k = t.help;

export const KEYS: readonly KeyGroup[] = [
  {
    // explorer.ts
    title: k.everywhere,
    keys: [
      [["/"], k.filter],
      [["f"], k.search],
      [["1", "–", "9"], k.tabs],
      [["[", "]"], k.layers],
      [["\\"], k.mode],
      [["o"], k.open],
      [["?"], k.help],
      [["Esc"], k.escape],
    ],
  },
  {
    // tree/grid.ts
    title: k.tree,
    keys: [
      [["↑", "↓"], k.move],
      [["→"], k.right],
      [["←"], k.left],
      [["Enter"], k.enter],
      [["Shift", "Enter"], k.deep],
      [["*"], k.siblings],
      [["Home", "End"], k.ends],
      [["PgUp", "PgDn"], k.pages],
      [["a", "–", "z"], k.type],
    ],
  },
  {
    // element/treemap.ts
    title: k.map,
    keys: [
      [["←", "→", "↑", "↓"], k.mapMove],
      [["Enter"], k.mapEnter],
      [["Backspace"], k.mapUp],
      [["Home", "End"], k.mapEnds],
    ],
  },
  {
    // element/listbox.ts
    title: k.lists,
    keys: [[["↑", "↓", "Home", "End"], k.choose]],
  },
  {
    // panels/search-results.ts
    title: k.results,
    keys: [
      [["↑", "↓"], k.resultMove],
      [["←", "→"], k.resultFold],
      [["Enter"], k.resultOpen],
      [["Esc"], k.resultStop],
    ],
  },
];
