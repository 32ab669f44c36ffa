import { css } from "lit";
import { changedWords } from "../style/shared.js";

export const differenceStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--bg-code);
  }

  .labels {
    flex: none;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 8px;
    padding: 8px 12px;
    background: var(--bg);
    font-size: 12px;
  }

  .facts {
    flex: none;
    border-collapse: collapse;
    background: var(--bg);
    font-size: 12px;
  }

  .facts :is(th, td) {
    padding: 3px 8px;
    border-top: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }

  .facts :is(th, td):first-child {
    padding-inline-start: 12px;
  }

  .facts th {
    color: var(--text-dim);
    font-weight: 400;
    white-space: nowrap;
    overflow-wrap: normal;
  }

  .facts th[scope="row"] {
    max-width: 240px;
    white-space: normal;
  }

  .facts td {
    width: 50%;
    font-variant-numeric: tabular-nums;
  }

  .bar {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    min-height: 36px;
    padding: 4px 12px;
    border-block: 1px solid var(--line);
    background: var(--bg);
    font-size: 12px;
  }

  .bar .counts {
    margin-inline-end: auto;
  }

  .bar label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 24px;
  }

  .windows {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    padding: 4px 12px;
    font-size: 12px;
  }

  .windows > span {
    margin-inline-end: auto;
  }

  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }

  .say {
    display: grid;
    gap: 10px;
    justify-items: start;
    padding: 14px 12px;
    color: var(--text-dim);
  }

  .note {
    margin: 10px 12px;
  }

  .more {
    margin: 8px 12px;
  }

  .lines,
  .hex {
    width: 100%;
    border-collapse: collapse;
    direction: ltr;
    font: 12px/18px var(--lamina-mono);
    font-variant-ligatures: none;
  }

  .hex {
    width: auto;
  }

  .lines td,
  .hex td {
    padding: 0 8px;
    vertical-align: top;
    text-align: start;
  }

  .lines td.number,
  .hex td.number {
    width: 1px;
    min-width: 5ch;
    color: var(--text-dim);
    text-align: end;
    user-select: none;
    white-space: nowrap;
  }

  .code {
    position: relative;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 4;
  }

  .lines td.code {
    padding-inline-start: 20px;
  }

  .lines .sign {
    position: absolute;
    inset-inline-start: 6px;
    user-select: none;
  }

  .hex .code,
  .hex .ascii {
    white-space: pre;
    overflow-wrap: normal;
  }

  .hex .sign {
    user-select: none;
    margin-inline-end: 1ch;
  }

  .paired.lines {
    table-layout: fixed;
  }

  .paired.lines .at {
    width: calc(6ch + 16px);
  }

  .paired td:nth-child(3),
  .hex.paired td:nth-child(4) {
    border-inline-start: 1px solid var(--line);
  }

  .hex.paired td:nth-child(3) {
    border: 0;
  }

  .hunk td {
    padding: 2px 12px;
    background: var(--bg-side);
    color: var(--text-dim);
    font: 11px/18px var(--lamina-font);
  }

  tr + .hunk td {
    border-top: 1px solid var(--line);
  }

  tr.removed td,
  td.removed {
    background: var(--bg-deleted);
  }

  tr.added td,
  td.added {
    background: var(--bg-added);
  }

  td.gap {
    background: var(--bg-side);
  }

  ${changedWords}

  :is(.removed, .added) .sign,
  .sign:is(.removed, .added) {
    color: var(--text);
    font-weight: 700;
  }

  .aside {
    margin-inline-start: 1ch;
    padding: 0 5px;
    border: 1px solid var(--line-strong);
    border-radius: 4px;
    color: var(--text-dim);
    font: 11px/15px var(--lamina-font);
    user-select: none;
  }

  @media (forced-colors: active) {
    del,
    ins {
      outline: 1px solid;
      outline-offset: -1px;
    }
  }
`;
