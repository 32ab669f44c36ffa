/** Choices that outlast the page, where the browser keeps them: in a sandboxed frame it does not. */

export type Setting = "theme" | "keys";

export function recall(name: Setting): string {
  try {
    return localStorage.getItem(`lamina-${name}`) ?? "";
  } catch {
    return "";
  }
}

export function remember(name: Setting, value: string): void {
  try {
    localStorage.setItem(`lamina-${name}`, value);
  } catch {
    // It holds for this visit then.
  }
}
