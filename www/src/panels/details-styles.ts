import { css } from "lit";

export const detailsStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  header {
    flex: none;
    display: flex;
    align-items: start;
    gap: 4px;
    padding: 8px 8px 6px 12px;
  }
  .where {
    flex: 1;
    min-width: 0;
  }
  .path {
    display: flex;
    flex-wrap: wrap;
    font-size: 12px;
    color: var(--text-dim);
    line-height: 20px;
  }
  .path button {
    min-height: 20px;
    padding: 0 1px;
    border: 0;
    background: none;
    color: var(--text-dim);
    overflow-wrap: anywhere;
    white-space: normal;
  }
  .path button:hover {
    color: var(--accent);
    text-decoration: underline;
  }
  .name {
    font-size: 15px;
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .facts {
    flex: 0 1 auto;
    min-height: 0;
    max-height: 45%;
    overflow: auto;
    border-bottom: 1px solid var(--line);
  }
  dl {
    display: grid;
    grid-template-columns: 84px minmax(0, 1fr);
    gap: 2px 8px;
    padding: 2px 12px 10px;
  }
  dt {
    color: var(--text-dim);
  }
  dd {
    overflow-wrap: anywhere;
  }
  .by {
    display: flex;
    gap: 6px;
    align-items: start;
  }
  .by button {
    padding: 0;
    min-height: 20px;
  }
  .by code {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
    white-space: normal;
    line-height: 20px;
  }
  .difference {
    flex: 1 1 0;
    display: flex;
    flex-direction: column;
    min-height: 160px;
  }
  .difference .bar {
    display: flex;
    align-items: center;
    padding: 2px 8px 2px 12px;
    border-bottom: 1px solid var(--line);
  }
  .difference .bar h3 {
    flex: 1;
  }
  lamina-difference {
    flex: 1;
    min-height: 0;
  }
  lamina-preview {
    flex: 1 1 0;
    min-height: 160px;
  }
  .note {
    margin: 4px 12px 10px;
  }
  /* The way back is where it is looked for. */
  .back {
    order: -1;
  }
`;
