import { css } from "lit";
import { filterField, tableHead } from "../style/shared.js";

/** What the panels of packages, secrets and permissions have in common: a head, tools, tables. */
export const inventoryStyles = css`
  .offer {
    display: grid;
    justify-items: start;
    gap: 10px;
    max-width: 62ch;
    padding: 20px 16px;
    text-wrap: pretty;
  }
  .tools {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    padding: 6px 10px;
    border-bottom: 1px solid var(--line);
  }
  .segments {
    flex-wrap: wrap;
  }
  ${filterField}
  .filter {
    flex: 1 1 180px;
    max-width: 320px;
  }
  .count {
    margin-inline-start: auto;
    color: var(--text-dim);
  }
  .scroll {
    flex: 1;
    overflow: auto;
    min-height: 0;
  }
  .lead {
    max-width: 80ch;
    padding: 8px 12px;
    color: var(--text-dim);
    text-wrap: pretty;
  }
  .none {
    padding: 16px 12px;
    color: var(--text-dim);
  }
  .more {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 8px 12px;
  }
  .note {
    margin: 8px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  thead th {
    ${tableHead}
  }
  button.sort {
    width: 100%;
    gap: 2px;
    padding: 1px 0;
    border: 0;
    justify-content: start;
    color: inherit;
    font-size: 12px;
  }
  .amount .sort {
    flex-direction: row-reverse;
  }
  .sort .icon {
    width: 12px;
    height: 12px;
  }
  td,
  tbody th {
    padding: 2px 8px;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
    text-align: start;
    vertical-align: top;
    line-height: 24px;
    overflow-wrap: anywhere;
  }
  :is(th, td):first-child {
    padding-inline-start: 12px;
  }
  .amount {
    text-align: end;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .wide {
    width: 60%;
  }
  .place {
    white-space: nowrap;
  }
`;
