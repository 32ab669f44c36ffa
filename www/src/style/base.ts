import { css } from "lit";

/** What every part of the page starts from. */
export const base = css`
  :host {
    font: 13px/1.45 var(--lamina-font);
    color: var(--text);
    box-sizing: border-box;
  }

  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }

  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  h2 {
    font-size: 13px;
    font-weight: 650;
  }

  h3 {
    font-size: 12px;
    font-weight: 650;
    color: var(--text-dim);
  }

  code,
  pre,
  kbd,
  .mono {
    font-family: var(--lamina-mono);
    font-size: 12px;
    font-variant-ligatures: none;
  }

  pre {
    margin: 0;
  }

  .dim {
    color: var(--text-dim);
  }

  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .clip {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .heard {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .working {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding: 10px 16px;
  }

  .working progress {
    flex: 1;
    min-width: 80px;
  }

  a {
    color: var(--accent);
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }

  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }

  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 28px;
    padding: 3px 10px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg-raised);
    cursor: pointer;
    white-space: nowrap;
  }

  button:hover:not(:disabled) {
    background: var(--bg-hover);
    border-color: var(--line-strong);
  }

  button:disabled {
    opacity: 0.5;
    cursor: default;
  }

  button.primary {
    background: var(--accent-fill);
    border-color: var(--accent-fill);
    color: var(--on-accent);
    font-weight: 600;
  }

  button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--accent-fill), black 12%);
  }

  button.plain {
    min-height: 24px;
    padding: 1px 6px;
    border-color: transparent;
    background: none;
  }

  button.plain:hover:not(:disabled) {
    background: var(--bg-hover);
  }

  button.link {
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--accent);
    text-align: start;
    white-space: inherit;
    overflow-wrap: anywhere;
    justify-content: start;
  }

  button.link:hover {
    text-decoration: underline;
    background: none;
  }

  button.icon {
    min-width: 28px;
    padding: 3px;
  }

  input[type="text"],
  input[type="search"] {
    min-height: 28px;
    padding: 3px 8px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--bg);
    min-width: 0;
  }

  input::placeholder {
    color: var(--text-dim);
    opacity: 1;
  }

  input[type="checkbox"],
  input[type="radio"] {
    accent-color: var(--accent-fill);
    margin: 0;
  }

  svg.icon {
    width: 16px;
    height: 16px;
    flex: none;
  }

  .segments {
    display: inline-flex;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg-side);
    padding: 1px;
  }

  .segments button {
    min-height: 24px;
    padding: 1px 10px;
    border: 0;
    border-radius: 5px;
    background: none;
    color: var(--text-dim);
  }

  .segments button[aria-checked="true"] {
    background: var(--bg-raised);
    color: var(--text);
    box-shadow: 0 0 0 1px var(--line-strong);
  }

  .chip {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-width: 22px;
    height: 18px;
    padding: 0 5px;
    border-radius: 9px;
    font-size: 11px;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    line-height: 1;
    background: light-dark(oklch(0.92 0.055 var(--hue, 0)), oklch(0.34 0.07 var(--hue, 0)));
    color: light-dark(oklch(0.37 0.11 var(--hue, 0)), oklch(0.9 0.07 var(--hue, 0)));
  }

  .letter {
    display: inline-block;
    width: 18px;
    border-radius: 4px;
    text-align: center;
    font: 700 11px/18px var(--lamina-mono);
  }

  .letter.added {
    color: var(--added);
    background: var(--bg-added);
  }

  .letter.modified {
    color: var(--modified);
    background: var(--bg-modified);
  }

  .letter.deleted {
    color: var(--deleted);
    background: var(--bg-deleted);
  }

  .note {
    display: flex;
    gap: 8px;
    align-items: start;
    padding: 8px 10px;
    border: 1px solid var(--line);
    border-inline-start: 3px solid var(--accent);
    border-radius: var(--radius);
    background: var(--bg-raised);
  }

  .note.warning {
    border-inline-start-color: var(--modified);
  }

  .note.error {
    border-inline-start-color: var(--deleted);
  }

  @media (forced-colors: active) {
    .chip,
    .letter,
    button[aria-checked="true"],
    [aria-selected="true"] {
      outline: 1px solid;
      outline-offset: -1px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
