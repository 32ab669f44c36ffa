import { css } from "lit";

/** A modal window with a head and a body that scrolls. */
export const dialogStyles = css`
  dialog {
    width: min(620px, calc(100vw - 24px));
    max-height: min(80vh, 760px);
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--bg-raised);
    color: var(--text);
    box-shadow: var(--shadow);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(10 15 25 / 45%);
  }
  .head {
    display: flex;
    align-items: center;
    padding: 10px 10px 10px 16px;
    border-bottom: 1px solid var(--line);
  }
  h2 {
    flex: 1;
    font-size: 15px;
  }
  .body {
    overflow: auto;
    padding: 14px 16px 18px;
    display: grid;
    gap: 14px;
  }
`;
