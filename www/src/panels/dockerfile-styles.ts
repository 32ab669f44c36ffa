import { css } from "lit";

export const dockerfileStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
    container: dockerfile / inline-size;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 8px;
    margin-bottom: 4px;
    padding: 8px 10px;
    border-bottom: 1px solid var(--line);
    background: var(--bg);
  }
  .head .note {
    flex: 1 1 300px;
    min-width: 0;
  }
  .legend {
    margin-top: 4px;
  }
  .legend .letter {
    margin-inline-end: 6px;
  }
  summary {
    width: fit-content;
    min-height: 24px;
    padding-top: 2px;
    color: var(--text-dim);
    cursor: pointer;
  }
  details ul {
    display: grid;
    gap: 2px;
    max-width: 90ch;
    max-height: 30vh;
    overflow: auto;
    padding-inline-start: 16px;
    list-style: disc;
  }
  .buttons {
    display: flex;
    gap: 4px;
  }
  .again {
    padding: 12px 16px;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding-bottom: 16px;
    background: var(--bg-code);
  }
  .row {
    display: grid;
    grid-template-columns: 116px 22px 4ch minmax(0, 1fr);
    column-gap: 8px;
    padding-inline: 8px 12px;
    line-height: 20px;
  }
  /* A little air between instructions, none within. */
  .row.first {
    padding-top: 4px;
  }
  .made {
    display: flex;
    align-items: center;
    gap: 4px;
    height: 20px;
  }
  .made button {
    padding: 0 2px;
    min-width: 28px;
  }
  .size {
    margin-inline-start: auto;
    color: var(--text-dim);
    font-size: 12px;
  }
  .no {
    color: var(--text-dim);
    font: 12px/20px var(--lamina-mono);
    text-align: end;
    user-select: none;
  }
  code {
    min-width: 0;
    line-height: 20px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 4;
    direction: ltr;
    /* What goes on in the next line is seen to go on. */
    padding-inline-start: 4ch;
    text-indent: -4ch;
  }
  .is-instruction {
    color: light-dark(#8a2a9b, #d79bea);
    font-weight: 650;
  }
  .is-flag,
  .is-variable {
    color: light-dark(#0a5bc4, #86bcff);
  }
  .is-string {
    color: light-dark(#1b6b33, #8fd19e);
  }
  .is-comment {
    color: var(--text-dim);
  }
  .is-unknown {
    border-bottom: 1px dashed var(--modified);
    color: var(--modified);
    background: var(--bg-modified);
  }
  .fold > button {
    margin-block: 2px;
    margin-inline: 172px 8px;
    flex-wrap: wrap;
    justify-content: start;
    white-space: normal;
    text-align: start;
  }
  .fold .icon {
    width: 12px;
    height: 12px;
    transition: transform 100ms;
  }
  .fold .icon.open {
    transform: rotate(90deg);
  }
  .below {
    margin-block: 4px;
    padding-block: 0 6px;
    border-block: 1px solid var(--line);
    background: var(--bg-side);
  }
  .more {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding: 8px 12px;
  }
  @container dockerfile (max-width: 560px) {
    .head {
      position: static;
    }
    .row {
      grid-template-columns: 48px 18px 3ch minmax(0, 1fr);
      column-gap: 4px;
      padding-inline: 4px 8px;
    }
    .made {
      flex-direction: column;
      align-items: start;
      gap: 0;
      height: auto;
    }
    .made button {
      height: 20px;
      min-height: 20px;
    }
    .size {
      margin-inline-start: 2px;
      font-size: 11px;
      line-height: 14px;
    }
    .fold > button {
      margin-inline-start: 68px;
    }
    code {
      padding-inline-start: 2ch;
      text-indent: -2ch;
    }
  }
`;
