import { css } from "lit";

export const treemapStyles = css`
  :host {
    display: block;
    position: relative;
    overflow: hidden;
    min-height: 0;
    border-radius: var(--radius);
    background: var(--bg-side);
  }
  .stage {
    position: absolute;
    inset: 0;
    outline: none;
    cursor: default;
    user-select: none;
    touch-action: manipulation;
  }
  :host(:focus-within) {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .tile {
    --paper: light-dark(oklch(0.9 0.055 var(--hue)), oklch(0.36 0.07 var(--hue)));
    --edge: light-dark(oklch(0.64 0.09 var(--hue)), oklch(0.6 0.09 var(--hue)));
    position: absolute;
    overflow: hidden;
    border: 1px solid var(--bg);
    background: var(--paper);
    box-shadow: inset 0 0 0 1px var(--edge);
    color: var(--text);
    font-size: 12px;
    line-height: 17px;
  }
  .tile.open {
    --paper: light-dark(oklch(0.955 0.025 var(--hue)), oklch(0.27 0.045 var(--hue)));
  }
  .tile.grey {
    --paper: light-dark(#eceef1, #30353e);
    --edge: light-dark(#8a929d, #79828f);
  }
  .tile.rest {
    background-image: repeating-linear-gradient(
      45deg,
      light-dark(rgb(0 0 0 / 7%), rgb(255 255 255 / 6%)) 0 4px,
      transparent 4px 10px
    );
  }
  /* No padding of the tile itself: it would be wider than a narrow one. */
  .line {
    display: flex;
    gap: 6px;
    padding: 1px 5px 0;
  }
  .line .name {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .open > .line .name,
  .directory > .line .name {
    font-weight: 600;
  }
  .size {
    overflow: hidden;
    padding: 0 5px;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .line .size {
    flex: none;
    padding: 0;
    margin-inline-start: auto;
  }
  .number {
    position: absolute;
    inset: auto 4px 3px auto;
    padding: 0 4px;
    border-radius: 7px;
    background: var(--edge);
    color: #000;
    font: 600 10px/14px var(--lamina-font);
  }
  .tile.looked {
    --edge: var(--text);
    box-shadow: inset 0 0 0 2px var(--text);
  }
  .tile.looked .number {
    color: var(--bg);
  }
  .tile.active {
    box-shadow:
      inset 0 0 0 3px var(--accent),
      inset 0 0 0 4px var(--bg);
  }
  @media (forced-colors: active) {
    .tile {
      border-color: CanvasText;
    }
    .tile.rest {
      border-style: dashed;
    }
    .tile.looked,
    .tile.active {
      outline: 3px solid Highlight;
      outline-offset: -3px;
    }
    .number {
      border: 1px solid;
    }
  }
`;
