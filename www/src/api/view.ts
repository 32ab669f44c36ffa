import type { ViewInfo } from "../worker/core.js";
import type { Engine } from "./engine.js";
import type { Row, View, ViewOptions } from "./types.js";

export class OpenView implements View {
  readonly #engine: Engine;
  readonly #view: number;
  #info: ViewInfo;

  constructor(engine: Engine, view: number, info: ViewInfo) {
    this.#engine = engine;
    this.#view = view;
    this.#info = info;
  }

  get rowCount(): number {
    return this.#info.rowCount;
  }

  get matchCount(): number {
    return this.#info.matchCount;
  }

  get differing(): number {
    return this.#info.differing;
  }

  get refused(): boolean {
    return this.#info.refused;
  }

  rows(start: number, count: number): Promise<Row[]> {
    return this.#engine.call("viewRows", [this.#view, start, count]);
  }

  async toggle(node: number, open: boolean, deep = false): Promise<void> {
    this.#info = await this.#engine.call("viewToggle", [this.#view, node, open, deep]);
  }

  async reveal(path: string): Promise<number> {
    const { row, ...info } = await this.#engine.call("viewReveal", [this.#view, path]);
    this.#info = info;
    return row;
  }

  find(prefix: string, after: number): Promise<number> {
    return this.#engine.call("viewFind", [this.#view, prefix, after]);
  }

  parent(row: number): Promise<number> {
    return this.#engine.call("viewParent", [this.#view, row]);
  }

  async update(options: ViewOptions): Promise<void> {
    this.#info = await this.#engine.call("viewUpdate", [this.#view, options]);
  }

  close(): void {
    // The archive may be closed already, and the view with it.
    this.#engine.call("closeView", [this.#view]).catch(() => undefined);
  }
}
