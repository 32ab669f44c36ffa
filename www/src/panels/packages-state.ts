/** Where a reader is in the list of packages: kept while other tabs are looked at. */
import type { InstalledPackage, Inventory } from "../api/insight-types.js";
import type { Narrowed, PackageSort, Sorted, UnownedSort } from "./package-list.js";
import { ROWS } from "./window.js";

export type Section = "installed" | "gone" | "unowned" | "notes";

export interface PackagesState extends Narrowed {
  section: Section;
  installed: Sorted<PackageSort>;
  unowned: Sorted<UnownedSort>;
  /** A part of the path, among files of no package. */
  path: string;
  /** The package whose facts are shown. */
  chosen: InstalledPackage | null;
  /** How many rows of the section are shown, and files of the chosen package. */
  rows: number;
  files: number;
  scrolled: number;
}

/** Files of a package that are shown at first. */
export const FILES = 40;

const states = new WeakMap<Inventory, PackagesState>();

export function stateOf(inventory: Inventory): PackagesState {
  let state = states.get(inventory);
  if (!state) {
    state = {
      section: "installed",
      kind: null,
      filter: "",
      installed: { sort: "name", descending: false },
      unowned: { sort: "size", descending: true },
      path: "",
      chosen: null,
      rows: ROWS,
      files: FILES,
      scrolled: 0,
    };
    states.set(inventory, state);
  }
  return state;
}
