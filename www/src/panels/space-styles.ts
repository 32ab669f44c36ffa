import { css } from "lit";

/** What the parts of the Space panel have in common. */
export const spaceStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    margin-bottom: 8px;
  }
  .head h2 {
    margin-inline-end: auto;
  }
  .scroll {
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 3px 8px;
    border-bottom: 1px solid var(--line);
    text-align: start;
  }
  tr:last-child > * {
    border-bottom: 0;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 28px;
    background: var(--bg-side);
    box-shadow: inset 0 -1px var(--line);
    color: var(--text-dim);
    font-size: 12px;
    font-weight: 400;
    white-space: nowrap;
  }
  th.account {
    min-width: 90px;
    white-space: normal;
  }
  th.end,
  td.end {
    text-align: end;
  }
  .more {
    margin: 8px;
  }
`;
