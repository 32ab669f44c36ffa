import { css } from "lit";

export const packagesStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    container: packages / inline-size;
  }
  .distribution {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 14px;
    padding: 8px 12px;
    border-bottom: 1px solid var(--line);
  }
  .distribution h2 {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .support {
    display: flex;
    align-items: start;
    gap: 6px;
    min-width: 0;
  }
  .support .icon {
    margin-top: 1px;
  }
  .support.full .icon {
    color: var(--added);
  }
  .support.longer .icon {
    color: var(--modified);
  }
  .support.ended :is(strong, .icon) {
    color: var(--deleted);
  }
  .exports {
    display: flex;
    gap: 6px;
    margin-inline-start: auto;
  }
  .package {
    cursor: pointer;
  }
  .package:hover > * {
    background: var(--bg-hover);
  }
  .package.chosen > * {
    background: var(--bg-chosen);
    border-bottom-color: transparent;
  }
  .package .name {
    display: flex;
    gap: 4px;
    min-height: 24px;
    padding: 0;
    border: 0;
    align-items: start;
    color: var(--text);
    font-weight: 500;
    text-decoration: none;
  }
  .name .icon {
    width: 12px;
    height: 24px;
    color: var(--text-dim);
  }
  .chosen .name .icon {
    rotate: 90deg;
  }
  .facts {
    padding: 6px 12px 12px 28px;
    border-inline-start: 3px solid var(--accent);
    background: var(--bg-code);
  }
  .facts dl {
    display: grid;
    grid-template-columns: minmax(90px, max-content) minmax(0, 1fr);
    gap: 0 14px;
  }
  .facts dt {
    color: var(--text-dim);
  }
  .facts dd {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    min-width: 0;
  }
  .facts h3 {
    margin-top: 8px;
    line-height: 24px;
  }
  .facts .more {
    padding: 6px 0 0;
  }
  .facts dd > .plain {
    margin-inline-start: -6px;
  }
  .facts dd > * {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .kind {
    white-space: nowrap;
  }
  /* Where there is room, a long path does not take it from the names. */
  @container packages (min-width: 641px) {
    tbody th {
      min-width: 150px;
    }
    .version {
      min-width: 100px;
    }
  }
  @container packages (max-width: 640px) {
    .spare {
      display: none;
    }
    .exports {
      margin-inline-start: 0;
    }
    .filter {
      flex-basis: 100%;
      max-width: none;
    }
    .facts {
      padding-inline-start: 12px;
    }
  }
  @container packages (max-width: 420px) {
    .facts dl {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
