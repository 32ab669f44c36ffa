import { css } from "lit";
import { changedWords, dropHere, tableHead } from "../style/shared.js";

export const compareStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    position: relative;
    container: compare / inline-size;
  }

  .choose {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 6px 10px;
    padding: 10px 12px;
    border-bottom: 1px solid var(--line);
  }

  .pair {
    flex: 1 1 420px;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
    align-items: end;
    gap: 6px;
    min-width: 0;
    max-width: 760px;
  }

  .pair label {
    display: grid;
    gap: 2px;
    min-width: 0;
    color: var(--text-dim);
    font-size: 12px;
  }

  select {
    width: 100%;
    min-width: 0;
    min-height: 28px;
    padding: 3px 6px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--bg);
    color: var(--text);
    font-size: 13px;
  }

  .swap {
    position: relative;
  }

  .other {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--line);
    background: var(--bg-side);
    font-size: 12px;
  }

  .other progress {
    flex: 1;
    min-width: 80px;
    max-width: 320px;
  }

  .other .clip {
    flex: 0 1 auto;
  }

  .start {
    display: grid;
    gap: 12px;
    justify-items: start;
    align-content: start;
    padding: 16px 12px;
    overflow: auto;
    max-width: 620px;
  }

  .start p {
    text-wrap: pretty;
  }

  .note {
    margin: 8px 12px;
  }

  .start .note {
    margin: 0;
  }

  .summary {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 22px;
    padding: 10px 12px;
  }

  .summary ul {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 22px;
  }

  .summary li {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 6px;
  }

  .summary strong {
    font-size: 15px;
    font-weight: 650;
  }

  .summary .equal {
    color: var(--text-dim);
    background: var(--bg-hover);
  }

  .tools {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    min-height: 38px;
    padding: 4px 12px;
    border-block: 1px solid var(--line);
    font-size: 12px;
  }

  .tools fieldset {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }

  .tools label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 26px;
  }

  .tools select {
    width: auto;
    min-height: 26px;
    padding: 1px 4px;
    font-size: 12px;
  }

  .body {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(280px, 1fr) 1px minmax(280px, var(--details));
    grid-template-rows: minmax(0, 1fr);
    min-height: 220px;
  }

  .list {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }

  .list lamina-difference-grid {
    flex: 1;
  }

  .detail {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--bg);
  }

  .detail lamina-difference {
    flex: 1;
  }

  .detail header {
    flex: none;
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 36px;
    padding: 4px 12px;
    border-bottom: 1px solid var(--line);
  }

  .detail h2 {
    margin-inline-end: auto;
    overflow-wrap: anywhere;
  }

  .detail .hint,
  .hint {
    padding: 16px 12px;
    color: var(--text-dim);
  }

  .detail dl {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 18px;
    padding: 10px 12px;
  }

  .narrow.body {
    grid-template-columns: minmax(0, 1fr);
  }

  .narrow lamina-splitter,
  .narrow:not(.chosen) .detail,
  .narrow.chosen .list {
    display: none;
  }

  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }

  .settings {
    width: 100%;
    border-collapse: collapse;
  }

  .settings thead th {
    ${tableHead}
  }

  .settings :is(td, tbody th) {
    padding: 6px 8px;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
    text-align: start;
    overflow-wrap: anywhere;
  }

  .settings tbody th {
    min-width: 90px;
    font-weight: 550;
  }

  .settings :is(td, th):first-child {
    padding-inline-start: 12px;
    white-space: nowrap;
  }

  .settings td:nth-child(n + 3) {
    width: 38%;
    min-width: 110px;
  }

  .settings code {
    white-space: pre-wrap;
  }

  ${changedWords}

  .more {
    margin: 8px 12px;
  }

  ${dropHere}

  @container compare (max-width: 640px) {
    .settings :is(td, th) {
      padding-inline: 5px;
    }
    .settings thead {
      display: none;
    }
    .settings,
    .settings tbody {
      display: block;
    }
    .settings tr {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      padding: 6px 12px;
      border-bottom: 1px solid var(--line);
    }
    .settings :is(td, tbody th) {
      padding: 2px 5px;
      border: 0;
    }
    .settings tbody td:first-child {
      padding-inline-start: 0;
    }
    .settings td:nth-child(n + 3) {
      grid-column: 1 / -1;
      width: auto;
      padding-inline-start: 0;
    }
    .settings td[data-heading]::before {
      content: attr(data-heading);
      margin-inline-end: 1ch;
      color: var(--text-dim);
    }
  }

  @container compare (max-width: 460px) {
    .pair {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .pair label:last-child {
      grid-column: 1;
    }
    .swap {
      grid-row: 1 / span 2;
      grid-column: 2;
      align-self: center;
    }
  }

  /* In a low window the whole panel scrolls. */
  @media (max-height: 620px) {
    :host {
      overflow: auto;
      display: block;
    }
    .body {
      height: 420px;
    }
  }

  @media (forced-colors: active) {
    del,
    ins {
      outline: 1px solid;
      outline-offset: -1px;
    }
  }
`;
