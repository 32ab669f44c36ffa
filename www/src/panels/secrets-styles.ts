import { css } from "lit";

export const secretsStyles = css`
  :host {
    display: block;
    overflow: auto;
    min-height: 0;
    container: secrets / inline-size;
  }
  .page {
    display: grid;
    align-items: start;
    grid-template-columns: minmax(0, 1fr) minmax(300px, 380px);
  }
  .found {
    min-width: 0;
  }
  lamina-permissions {
    min-height: 100%;
    border-inline-start: 1px solid var(--line);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 12px;
    padding: 10px 12px;
    border-bottom: 1px solid var(--line);
  }
  .group {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
    padding: 6px 12px;
    background: var(--bg-side);
    border-bottom: 1px solid var(--line);
  }
  .group h3 {
    color: var(--text);
  }
  .secret {
    display: grid;
    grid-template-columns: 86px minmax(0, 2fr) minmax(0, 3fr) 140px;
    gap: 2px 12px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--line);
  }
  .secret > * {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 24px;
    font-size: 12px;
    font-weight: 600;
  }
  .mark.certain {
    color: var(--deleted);
  }
  .mark.likely {
    color: var(--modified);
  }
  .mark.possible {
    color: var(--accent);
  }
  .mark.example {
    color: var(--text-dim);
  }
  .what strong {
    display: block;
    padding-top: 2px;
    font-weight: 550;
  }
  .step,
  .hidden {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .step .chip {
    flex: none;
  }
  .hidden {
    color: var(--modified);
  }
  .value {
    display: flex;
    align-items: center;
    justify-content: end;
    align-self: start;
  }
  .value code {
    margin-inline-end: 4px;
  }
  .value button[aria-pressed="true"] {
    background: var(--bg-chosen);
    color: var(--text);
  }
  .value button {
    color: var(--text-dim);
  }
  .shown {
    grid-column: 1 / -1;
    max-height: 20lh;
    overflow: auto;
    padding: 6px 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg-code);
    white-space: pre-wrap;
    line-height: 1.5;
  }
  summary {
    padding: 6px 12px;
    min-height: 28px;
    cursor: pointer;
    border-bottom: 1px solid var(--line);
  }
  summary .dim {
    margin-inline-start: 8px;
  }
  summary:focus-visible {
    outline-offset: -2px;
  }
  .scope {
    display: grid;
    gap: 6px;
    max-width: 80ch;
    padding: 10px 12px 14px 30px;
    list-style: disc;
    text-wrap: pretty;
  }
  @container secrets (max-width: 900px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
    }
    lamina-permissions {
      border-inline-start: 0;
      border-top: 1px solid var(--line);
    }
  }
  @container secrets (max-width: 640px) {
    .secret {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .mark {
      grid-area: 1 / 1;
    }
    .value {
      grid-area: 1 / 2;
    }
    .what,
    .where {
      grid-column: 1 / -1;
    }
  }
`;
