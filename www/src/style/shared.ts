/** Looks that some panels share; each takes those that it has. */
import { css } from "lit";

/** The head of a table that stays in sight: give it to `th`. */
export const tableHead = css`
  position: sticky;
  top: 0;
  z-index: 1;
  height: 28px;
  padding: 0 8px;
  background: var(--bg-side);
  box-shadow: inset 0 -1px var(--line);
  color: var(--text-dim);
  font-size: 12px;
  font-weight: 400;
  text-align: start;
  white-space: nowrap;
`;

/** A field with a picture in it, to narrow what is listed. */
export const filterField = css`
  .filter {
    position: relative;
    display: flex;
    align-items: center;
  }

  .filter > .icon {
    position: absolute;
    inset-inline-start: 8px;
    color: var(--text-dim);
    pointer-events: none;
  }

  .filter input {
    flex: 1;
    padding-inline-start: 30px;
  }
`;

/** What says that a file may be dropped. */
export const dropHere = css`
  .drop-here {
    position: absolute;
    inset: 8px;
    z-index: 20;
    display: grid;
    place-items: center;
    border: 2px dashed var(--accent);
    border-radius: 14px;
    background: color-mix(in oklab, var(--bg), transparent 12%);
    font-size: 17px;
    font-weight: 620;
    pointer-events: none;
  }
`;

/** Words that only one of two texts has. */
export const changedWords = css`
  del,
  ins {
    border-radius: 2px;
    text-decoration: none;
    color: var(--text);
  }

  del {
    background: light-dark(#f8b9bd, #7a2a30);
  }

  ins {
    background: light-dark(#a9e2b6, #1f6a35);
  }
`;

/** What opens and closes a row of a tree. */
export const twisty = css`
  .twisty {
    flex: none;
    display: grid;
    place-items: center;
    width: 20px;
    height: 100%;
    color: var(--text-dim);
  }

  .twisty .icon {
    width: 12px;
    height: 12px;
    transition: transform 100ms;
  }

  .twisty.open .icon {
    transform: rotate(90deg);
  }
`;
