import { css } from "lit";

/** The frame: a bar above, the sides around the panel in use. */
export const explorerStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: relative;
    min-height: 320px;
    height: 100%;
    overflow: hidden;
    background: var(--bg);
  }
  :host([hidden]) {
    display: none;
  }
  header.bar {
    flex: none;
    display: flex;
    align-items: center;
    gap: 6px 10px;
    min-height: 46px;
    padding: 5px 10px;
    border-bottom: 1px solid var(--line);
    background: var(--bg-side);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 8px;
    font-weight: 700;
    font-size: 15px;
    letter-spacing: -0.01em;
  }
  .brand .icon {
    width: 20px;
    height: 20px;
    color: var(--accent);
  }
  .archive {
    display: grid;
    min-width: 0;
    margin-inline-start: 4px;
    line-height: 1.3;
  }
  .archive .file {
    font-weight: 600;
  }
  .archive .dim {
    font-size: 12px;
  }
  .space {
    flex: 1;
  }
  .problems .icon {
    color: var(--modified);
  }
  .problems.bad .icon {
    color: var(--deleted);
  }
  .tabs {
    flex: none;
    display: flex;
    gap: 2px;
    padding: 0 8px;
    border-bottom: 1px solid var(--line);
    overflow-x: auto;
    scrollbar-width: none;
  }
  .tabs button {
    min-height: 36px;
    padding: 4px 12px;
    border: 0;
    border-bottom: 2px solid transparent;
    border-radius: 0;
    background: none;
    color: var(--text-dim);
    font-weight: 550;
  }
  .tabs button:hover {
    color: var(--text);
    background: none;
  }
  .tabs button[aria-selected="true"] {
    color: var(--text);
    border-bottom-color: var(--accent);
  }
  .tabs button:focus-visible {
    outline-offset: -3px;
  }
  .body {
    flex: 1;
    position: relative;
    display: grid;
    grid-template-columns: minmax(220px, 272px) minmax(0, 1fr);
    min-height: 0;
  }
  aside.side {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-inline-end: 1px solid var(--line);
    background: var(--bg-side);
  }
  lamina-images {
    flex: none;
  }
  lamina-layers {
    flex: 1;
  }
  main {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  .panel {
    flex: 1;
    display: grid;
    min-height: 0;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
  }
  .panel.with-details {
    grid-template-columns: minmax(280px, 1fr) 1px minmax(280px, var(--details));
  }
  lamina-details {
    background: var(--bg);
    min-height: 0;
    min-width: 0;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 12px;
  }
  progress {
    accent-color: var(--accent-fill);
    height: 8px;
    min-width: 0;
  }
  .progress progress {
    width: 120px;
  }
  .stage {
    flex: 1;
    display: grid;
    place-content: center;
    grid-template-columns: minmax(0, 520px);
    gap: 14px;
    padding: 24px 16px;
    overflow: auto;
  }
  .stage h1 {
    font-size: 18px;
    overflow-wrap: anywhere;
  }
  .stage .actions {
    display: flex;
    gap: 8px;
  }
  .stage .where {
    overflow-wrap: anywhere;
  }
  lamina-welcome {
    flex: 1;
    min-height: 0;
  }
  .drop-here {
    position: absolute;
    inset: 8px;
    z-index: 20;
    display: grid;
    place-items: center;
    border: 2px dashed var(--accent);
    border-radius: 14px;
    background: color-mix(in oklab, var(--bg), transparent 12%);
    font-size: 17px;
    font-weight: 620;
    pointer-events: none;
  }
  .veil {
    display: none;
  }
  .menu {
    display: none;
  }

  /* Two columns: the details come over the files. */
  :host([width="middle"]) .panel.with-details,
  :host([width="narrow"]) .panel.with-details {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([width="middle"]) :is(lamina-details, lamina-splitter),
  :host([width="narrow"]) :is(lamina-details, lamina-splitter) {
    display: none;
  }
  :host([width="middle"]) .panel.details-open lamina-details,
  :host([width="narrow"]) .panel.details-open lamina-details {
    display: flex;
    grid-area: 1 / 1;
    z-index: 1;
  }
  :host([width="middle"]) .panel.details-open lamina-files,
  :host([width="narrow"]) .panel.details-open lamina-files {
    visibility: hidden;
    grid-area: 1 / 1;
  }

  /* One column: the side comes over everything. */
  :host([width="narrow"]) .body {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([width="narrow"]) .menu {
    display: inline-flex;
  }
  :host([width="narrow"]) .brand span,
  :host([width="narrow"]) .wide {
    display: none;
  }
  :host([width="narrow"]) aside.side {
    display: none;
  }
  :host([width="narrow"]) .body.side-open aside.side {
    display: flex;
    position: absolute;
    inset: 0 auto 0 0;
    width: min(300px, 86%);
    z-index: 10;
    box-shadow: var(--shadow);
  }
  :host([width="narrow"]) .body.side-open .veil {
    display: block;
    position: absolute;
    inset: 0;
    z-index: 9;
    background: rgb(10 15 25 / 40%);
  }
  :host([width="narrow"]) .progress {
    position: absolute;
    inset: auto 0 0;
    z-index: 8;
    padding: 4px 10px;
    border-top: 1px solid var(--line);
    background: var(--bg-side);
  }
  :host([width="narrow"]) .progress progress {
    flex: 1;
  }
  :host([width="narrow"]) .tabs button {
    flex: 1;
    padding: 4px 6px;
  }
  :host([width="narrow"]) header.bar {
    gap: 4px;
    padding: 4px 6px;
  }

  @media print {
    header.bar button,
    .progress {
      display: none;
    }
  }
`;
