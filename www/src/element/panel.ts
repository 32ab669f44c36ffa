import { LitElement } from "lit";

import { Workspace } from "./workspace.js";

/** A part of the page that shows the workspace, and again whenever it changes. */
export abstract class Panel extends LitElement {
  #workspace = new Workspace();
  #unwatch: (() => void) | undefined;

  constructor() {
    super();
    // Where the script came after the element, a plain property hides the accessor below.
    const early = Object.getOwnPropertyDescriptor(this, "ws")?.value as Workspace | undefined;
    if (!early) return;
    Reflect.deleteProperty(this, "ws");
    this.ws = early;
  }

  get ws(): Workspace {
    return this.#workspace;
  }

  set ws(workspace: Workspace) {
    if (workspace === this.#workspace) return;
    this.#workspace = workspace;
    if (this.isConnected) this.#watch();
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  /** The workspace has changed. */
  protected changed(): void {
    this.requestUpdate();
  }

  #watch(): void {
    this.#unwatch?.();
    this.#unwatch = this.#workspace.watch(() => this.changed());
  }
}

/** Defines an element, unless a second copy of this script has been here first. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
