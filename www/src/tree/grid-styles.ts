import { css } from "lit";
import { twisty } from "../style/shared.js";

export const gridStyles = css`
  :host {
    display: flex;
    min-height: 0;
    container: grid / inline-size;
  }

  .grid {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-direction: column;
  }

  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 82px 94px 108px 128px 50px;
    align-items: center;
    padding-inline-end: 6px;
  }

  .head {
    height: 28px;
    flex: none;
    border-bottom: 1px solid var(--line);
    background: var(--bg-side);
    color: var(--text-dim);
    font-size: 12px;
    /* As wide as the rows beside their scroll bar. */
    overflow-y: scroll;
    scrollbar-gutter: stable;
    scrollbar-color: transparent transparent;
  }

  .head > div {
    padding-inline: 6px;
    white-space: nowrap;
  }

  .head .name {
    padding-inline-start: 2px;
  }

  .head .size,
  .head .layer {
    text-align: end;
  }

  .sort {
    min-height: 22px;
    padding: 0 6px;
    border: 0;
    background: none;
    gap: 4px;
    font-size: 12px;
  }

  .size .sort {
    margin-inline-end: -6px;
    flex-direction: row-reverse;
  }

  [aria-sort="ascending"] .sort,
  [aria-sort="descending"] .sort {
    color: var(--text);
    font-weight: 650;
  }

  .arrow {
    min-width: 8px;
  }

  .scroll {
    flex: 1;
    min-height: 0;
    overflow-y: scroll;
    overflow-x: hidden;
    scrollbar-gutter: stable;
    overflow-anchor: none;
    contain: strict;
  }

  .space {
    position: relative;
    contain: layout size style;
  }

  .space .row {
    position: absolute;
    inset-inline: 0;
    top: 0;
    height: var(--row);
    cursor: default;
  }

  .space .row:hover {
    background: var(--bg-hover);
  }

  .space .row[aria-selected="true"] {
    background: var(--bg-chosen);
  }

  .space .row:focus-visible,
  [role="gridcell"]:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
    border-radius: 4px;
  }

  [role="gridcell"] {
    padding-inline: 6px;
    line-height: var(--row);
    height: 100%;
    white-space: nowrap;
    overflow: hidden;
  }

  [role="gridcell"].name {
    display: flex;
    align-items: center;
    padding-inline: 4px 6px;
  }

  .indent {
    flex: none;
    width: calc(var(--level) * 16px);
    height: 100%;
    /* A hair line for each level that is open above. */
    background: repeating-linear-gradient(
      to right,
      transparent 0 9px,
      var(--line) 9px 10px,
      transparent 10px 16px
    );
  }

  :host(:dir(rtl)) .indent {
    transform: scaleX(-1);
  }

  ${twisty}

  .letter {
    flex: none;
    margin-inline-end: 6px;
  }

  .differs {
    flex: none;
    margin-inline-start: 6px;
    color: var(--text-dim);
  }

  .kind {
    flex: none;
    display: grid;
    margin-inline-end: 6px;
    color: var(--text-dim);
  }

  .directory .kind {
    color: var(--accent);
  }

  .link {
    color: var(--text-dim);
  }

  mark {
    background: var(--hit);
    color: inherit;
    border-radius: 2px;
  }

  .beside .name,
  .deleted .name .clip {
    color: var(--text-dim);
  }

  .deleted .name bdi {
    text-decoration: line-through;
  }

  .size {
    text-align: end;
  }

  .space .mode {
    font-family: var(--lamina-mono);
    font-size: 12px;
  }

  .space .mode,
  .space .owner,
  .space .time {
    color: var(--text-dim);
  }

  .layer {
    text-align: end;
  }

  .wait .name {
    background: linear-gradient(var(--line), var(--line)) 30px center / 30% 8px no-repeat;
  }

  @container grid (max-width: 720px) {
    .row {
      grid-template-columns: minmax(0, 1fr) 78px 94px 50px;
    }
    .owner,
    .time {
      display: none;
    }
  }

  @container grid (max-width: 430px) {
    .row {
      grid-template-columns: minmax(0, 1fr) 72px 42px;
    }
    .mode {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .space .row[aria-selected="true"] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .indent {
      background: none;
    }
  }
`;
