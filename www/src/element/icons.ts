import { html, svg } from "lit";
import type { TemplateResult } from "lit";

/** Small line drawings, all on a 16 × 16 grid; decoration only, never the sole carrier of a meaning. */
const SHAPES = {
  logo: svg`<path d="M8 1.6 14.4 5 8 8.4 1.6 5Z" fill="currentColor" stroke="none"/><path d="m1.6 8 6.4 3.4L14.4 8M1.6 11l6.4 3.4 6.4-3.4"/>`,
  file: svg`<path d="M4 1.5h5L12.5 5v9.5H4Z"/><path d="M9 1.5V5h3.5"/>`,
  hardlink: svg`<path d="M4 1.5h5L12.5 5v9.5H4Z"/><path d="M6 9.5h4M8.5 8 10 9.5 8.5 11"/>`,
  directory: svg`<path d="M1.5 3.5h4.6l1.4 1.8h7v7.7h-13Z" fill="currentColor" fill-opacity=".18"/>`,
  symlink: svg`<path d="M3 13c0-5 3-7 9-7"/><path d="M9 3l3.2 3L9 9"/>`,
  char: svg`<rect x="2.5" y="3.5" width="11" height="9" rx="1"/><path d="M5 6.5h0M8 6.5h0M11 6.5h0M5 9.5h6"/>`,
  block: svg`<rect x="2.5" y="2.5" width="11" height="11" rx="1"/><path d="M2.5 9.5h11M11 11.5h0"/>`,
  fifo: svg`<path d="M2 5.5h12M2 10.5h12M6 8h4.5M9 6.5 10.5 8 9 9.5"/>`,
  twisty: svg`<path d="m6 3.8 4.2 4.2L6 12.2"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.2"/><path d="M10.5 5.5v-3h-8v8h3"/>`,
  done: svg`<path d="m3 8.5 3.2 3.2L13 4.6"/>`,
  download: svg`<path d="M8 2v8M4.8 7.2 8 10.4l3.2-3.2M2.5 13.5h11"/>`,
  search: svg`<circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  back: svg`<path d="M13 8H3.5M7.5 4l-4 4 4 4"/>`,
  warning: svg`<path d="M8 2 14.5 13.5h-13Z"/><path d="M8 6.5v3.2M8 11.6h0"/>`,
  info: svg`<circle cx="8" cy="8" r="6.2"/><path d="M8 7.4v3.8M8 4.9h0"/>`,
  help: svg`<circle cx="8" cy="8" r="6.2"/><path d="M6.2 6.3c.2-2.2 3.8-2.1 3.7 0 0 1.4-1.9 1.5-1.9 3M8 11.6h0"/>`,
  light: svg`<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1"/>`,
  dark: svg`<path d="M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.8 5.8 0 1 0 7 7Z"/>`,
  auto: svg`<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 0 0 12Z" fill="currentColor" stroke="none"/>`,
  open: svg`<path d="M1.5 12.5v-9h4.4l1.4 1.8h5.2v1.7M1.5 12.5l2-5.5h11l-2 5.5Z"/>`,
  undo: svg`<path d="M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6"/>`,
  redo: svg`<path d="m10.5 3 3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10"/>`,
  save: svg`<path d="M2.5 2.5h8.8l2.2 2.2v8.8h-11Z"/><path d="M5 2.5v3.5h5.5V2.5M4.5 13.5V9h7v4.5"/>`,
  menu: svg`<path d="M2 4h12M2 8h12M2 12h12"/>`,
  shield: svg`<path d="M8 1.6 13.5 4v4c0 3.2-2.3 5.4-5.5 6.4C4.8 13.4 2.5 11.2 2.5 8V4Z"/><path d="m5.6 8 1.7 1.7 3.2-3.4"/>`,
  code: svg`<path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5"/>`,
  down: svg`<path d="m3.8 6 4.2 4.2L12.2 6"/>`,
  up: svg`<path d="M3.8 10 8 5.8l4.2 4.2"/>`,
  report: svg`<path d="M3.5 1.5h9v13h-9Z"/><path d="M6 5h4M6 8h4M6 11h2.5"/>`,
  eye: svg`<path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8Z"/><circle cx="8" cy="8" r="1.8"/>`,
  swap: svg`<path d="M2.5 5.5h10M9.5 2.5l3 3-3 3M13.5 10.5h-10M6.5 7.5l-3 3 3 3"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
} as const;

export type IconName = keyof typeof SHAPES;

export function icon(name: IconName, extra = ""): TemplateResult {
  return html`<svg
    class="icon ${extra}"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${SHAPES[name]}
  </svg>`;
}
