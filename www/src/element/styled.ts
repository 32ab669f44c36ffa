import { nothing } from "lit";
import { Directive, directive, PartType } from "lit/directive.js";
import type { ElementPart, PartInfo } from "lit/directive.js";

/**
 * Sets CSS properties through the CSSOM. A `style` attribute, which is what Lit's own styleMap
 * writes first, is refused by a Content-Security-Policy without 'unsafe-inline'.
 */
class Styled extends Directive {
  #set = new Map<string, string>();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("styled() belongs in an element's tag");
  }

  // What is passed in a template is typed by this; `update` is what runs.
  override render(styles: Record<string, string>): unknown {
    void styles;
    return nothing;
  }

  override update(part: ElementPart, [styles]: [Record<string, string>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(styles)) {
      if (this.#set.get(name) === value) continue;
      this.#set.set(name, value);
      style.setProperty(name, value);
    }
    return nothing;
  }
}

export const styled = directive(Styled);
