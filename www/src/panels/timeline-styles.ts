import { css } from "lit";

export const timelineStyles = css`
  :host {
    display: block;
    padding: 0 8px 8px 12px;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    padding-bottom: 4px;
    font-size: 12px;
  }
  li {
    position: relative;
    padding-bottom: 8px;
  }
  /* The line that the versions hang on. */
  li:not(:last-child)::before {
    content: "";
    position: absolute;
    inset-block: 14px -14px;
    inset-inline-start: 12px;
    border-inline-start: 2px solid var(--line);
  }
  .head {
    display: flex;
    align-items: start;
    gap: 2px;
  }
  .open {
    position: relative;
    flex: 1;
    display: grid;
    grid-template-columns: 26px minmax(0, 1fr) auto;
    align-items: start;
    justify-content: stretch;
    gap: 8px;
    min-height: 28px;
    min-width: 0;
    padding: 4px 6px 4px 0;
    text-align: start;
    white-space: normal;
  }
  .open .chip {
    justify-self: center;
    margin-top: 1px;
  }
  button.open[aria-pressed="true"] {
    background: var(--bg-chosen);
  }
  .above .chip {
    filter: grayscale(0.85);
  }
  .did {
    overflow-wrap: anywhere;
  }
  .did .dim,
  .size {
    font-size: 12px;
  }
  .deed {
    font-weight: 550;
  }
  .deed.added,
  .deed.again {
    color: var(--added);
  }
  .deed.content,
  .deed.replaced,
  .deed.target {
    color: var(--modified);
  }
  .deed.deleted {
    color: var(--deleted);
  }
  .body {
    display: grid;
    gap: 2px;
    padding-inline: 34px 30px;
    font-size: 12px;
  }
  code {
    color: var(--text-dim);
  }
  dl > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
  }
  dt {
    flex: none;
    color: var(--text-dim);
  }
  dd {
    min-width: 0;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 12px;
  }
  .actions .plain {
    margin-inline-start: -6px;
    color: var(--accent);
  }
  .actions .plain[aria-pressed="true"] {
    background: var(--bg-chosen);
    color: var(--text);
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 24px;
  }
  .working {
    padding: 2px 0;
  }
  @media (forced-colors: active) {
    li::before {
      border-color: CanvasText;
    }
    button[aria-pressed="true"] {
      outline: 2px solid;
      outline-offset: -2px;
    }
  }
`;
