import { css } from "lit";

export const searchStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow: auto;
    container: search / inline-size;
  }
  form {
    flex: none;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 10px 12px 8px;
    border-bottom: 1px solid var(--line);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
  }
  .field {
    position: relative;
    flex: 1 1 240px;
    display: flex;
    align-items: center;
    max-width: 640px;
  }
  .field > .icon {
    position: absolute;
    inset-inline-start: 8px;
    color: var(--text-dim);
    pointer-events: none;
  }
  .field input {
    flex: 1;
    min-height: 32px;
    padding-inline-start: 30px;
  }
  .pattern input {
    font-family: var(--lamina-mono);
    font-size: 12px;
  }
  .field + button {
    min-height: 32px;
    margin-inline-start: -6px;
  }
  input[aria-invalid="true"] {
    border-color: var(--deleted);
  }
  .help {
    min-height: 1.45em;
    color: var(--text-dim);
    font-size: 12px;
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }
  .help.wrong {
    color: var(--deleted);
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 24px;
  }
  .files input {
    width: 150px;
  }
  .saved {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .saved button {
    min-height: 32px;
  }
  .saved button[aria-pressed="true"] {
    border-color: var(--accent);
    background: var(--bg-chosen);
  }
  .status {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    min-height: 38px;
    padding: 4px 12px;
    border-bottom: 1px solid var(--line);
    background: var(--bg-side);
  }
  .status .said {
    flex: 0 1 auto;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .status .asked {
    color: var(--text-dim);
  }
  .status progress {
    flex: 1 1 80px;
    min-width: 60px;
    max-width: 260px;
  }
  .status .end {
    display: flex;
    gap: 6px;
    margin-inline-start: auto;
  }
  .over {
    flex: 1;
    display: flex;
    flex-direction: column;
    /* In a low window the form scrolls away. */
    min-height: 180px;
  }
  lamina-search-results {
    flex: 1;
  }
  .empty {
    display: grid;
    gap: 12px;
    justify-items: center;
    padding: 48px 16px 16px;
    color: var(--text-dim);
    text-align: center;
    text-wrap: balance;
  }
  .over > .note {
    margin: 10px 12px;
  }
  details {
    flex: none;
    max-height: 30%;
    overflow: auto;
    padding: 6px 12px;
    border-top: 1px solid var(--line);
    font-size: 12px;
  }
  summary {
    min-height: 24px;
    line-height: 24px;
    cursor: pointer;
  }
  details li {
    padding-block: 2px;
    overflow-wrap: anywhere;
  }
  @container search (max-width: 480px) {
    .field {
      flex-basis: 160px;
    }
    .segments {
      flex-wrap: wrap;
    }
    .segments button {
      padding-inline: 7px;
    }
    .files,
    .files input {
      flex: 1;
    }
  }
  @media (forced-colors: active) {
    button[aria-pressed="true"] {
      outline: 2px solid;
      outline-offset: -2px;
    }
  }
`;
