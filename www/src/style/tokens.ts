import { css } from "lit";

/** Colours, lengths and fonts; an embedder may set any of them on the element. */
export const tokens = css`
  :host {
    color-scheme: light dark;

    --lamina-font:
      system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
    --lamina-mono:
      ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace;

    --bg: light-dark(#ffffff, #15171c);
    --bg-side: light-dark(#f5f6f8, #1a1d23);
    --bg-raised: light-dark(#ffffff, #21252d);
    --bg-hover: light-dark(#edf0f4, #252a33);
    --bg-chosen: light-dark(#dce9fb, #1d3756);
    --bg-code: light-dark(#f7f8fa, #191c22);
    --line: light-dark(#e2e5ea, #2c313b);
    --line-strong: light-dark(#848d9a, #69727f);
    --text: light-dark(#1b2027, #e3e6eb);
    --text-dim: light-dark(#57606d, #9ba5b3);
    --accent: light-dark(#0a5bc4, #74b4ff);
    --accent-fill: light-dark(#0a5bc4, #2a6fc9);
    --on-accent: #ffffff;
    --added: light-dark(#17722f, #56c878);
    --modified: light-dark(#8a5600, #e2ae3b);
    --deleted: light-dark(#b8202c, #ff8a8e);
    --bg-added: light-dark(#e3f5e7, #15301d);
    --bg-modified: light-dark(#fdf1d8, #35290f);
    --bg-deleted: light-dark(#fde6e7, #3a1a1d);
    --hit: light-dark(#ffe58a, #6b5200);
    --shadow: 0 8px 28px light-dark(rgb(20 30 50 / 18%), rgb(0 0 0 / 55%));

    --radius: 6px;
    --gap: 12px;
  }

  :host([theme="light"]) {
    color-scheme: light;
  }

  :host([theme="dark"]) {
    color-scheme: dark;
  }
`;
