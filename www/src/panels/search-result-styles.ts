import { css } from "lit";

export const resultStyles = css`
  :host {
    display: flex;
    min-height: 0;
    container: results / inline-size;
  }
  .scroll {
    flex: 1;
    overflow: auto;
    contain: strict;
  }
  .scroll:focus-visible {
    outline: none;
  }
  .scroll:focus-visible .chosen,
  .scroll:focus-visible:not([aria-activedescendant]) {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  .space {
    position: relative;
    overflow: hidden;
  }
  .row {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 8px;
    height: 26px;
    padding-inline: 6px 12px;
    white-space: nowrap;
    cursor: pointer;
  }
  .row:hover {
    background: var(--bg-hover);
  }
  .row.chosen {
    background: var(--bg-chosen);
  }
  .fold {
    flex: none;
    display: grid;
    place-items: center;
    width: 24px;
    height: 26px;
    margin-inline-end: -6px;
    color: var(--text-dim);
  }
  .fold.none {
    visibility: hidden;
  }
  .fold.open svg {
    transform: rotate(90deg);
  }
  .path {
    flex: 1;
    display: flex;
    min-width: 0;
  }
  .directory,
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
  }
  .directory {
    flex: 0 1 auto;
    min-width: 2ch;
    color: var(--text-dim);
  }
  .name {
    flex: 0 1 auto;
    max-width: 100%;
    font-weight: 550;
  }
  /* The directory gives way first. */
  .directory {
    flex-shrink: 1000;
  }
  .path.hidden .name {
    text-decoration: line-through;
    text-decoration-color: var(--text-dim);
  }
  .mark,
  .permission {
    flex: none;
    padding: 0 6px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--bg-side);
    color: var(--text-dim);
    font-size: 11px;
    line-height: 17px;
  }
  .mark {
    border-color: transparent;
    background: var(--bg-deleted);
    color: var(--deleted);
  }
  .layer {
    flex: none;
    display: flex;
  }
  .count {
    flex: none;
    min-width: 4ch;
    color: var(--text-dim);
    font-size: 12px;
    text-align: end;
  }
  .line {
    flex: none;
    min-width: 66px;
    padding-inline-start: 24px;
    color: var(--text-dim);
    font-size: 12px;
    text-align: end;
  }
  code {
    white-space: pre;
  }
  mark {
    background: var(--hit);
    color: inherit;
    border-radius: 2px;
  }
  .link {
    color: var(--accent);
    font-size: 12px;
  }
  @container results (max-width: 480px) {
    .row {
      gap: 6px;
      padding-inline: 2px 8px;
    }
    .line {
      min-width: 52px;
      padding-inline-start: 12px;
    }
    .count {
      min-width: 0;
    }
  }
  @media (forced-colors: active) {
    .row.chosen {
      outline: 1px solid;
      outline-offset: -1px;
    }
  }
`;
