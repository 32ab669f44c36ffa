import { css } from "lit";
import { dropHere } from "../style/shared.js";

/** The frame, and the screens on the way to an open archive. */
export const explorerStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: relative;
    min-height: 320px;
    /* What another page does not say otherwise. */
    height: min(80dvh, 760px);
    overflow: hidden;
    background: var(--bg);
  }
  :host([hidden]) {
    display: none;
  }
  lamina-bar {
    flex: none;
  }
  main,
  lamina-workbench {
    flex: 1;
    min-height: 0;
  }
  main {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  .stage {
    display: grid;
    justify-content: center;
    align-content: start;
    grid-template-columns: minmax(0, 560px);
    gap: 14px;
    padding: clamp(16px, 12vh, 140px) 16px 24px;
    overflow: auto;
  }
  .stage h1 {
    font-size: 18px;
    overflow-wrap: anywhere;
  }
  .stage .actions {
    display: flex;
    gap: 8px;
  }
  .stage .where {
    overflow-wrap: anywhere;
  }
  progress {
    width: 100%;
    height: 8px;
    accent-color: var(--accent-fill);
  }
  ${dropHere}
`;
