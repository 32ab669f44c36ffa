import { css } from "lit";

export const saveStyles = css`
  :host {
    display: block;
    overflow: auto;
    min-height: 0;
    container: save / inline-size;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 20px;
    padding: 14px;
    align-items: start;
    max-width: 1280px;
  }
  .edit,
  .plan {
    display: grid;
    gap: 14px;
    min-width: 0;
  }
  .plan {
    position: sticky;
    top: 14px;
    padding: 14px;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--bg-side);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
  }
  .bar h2 {
    margin-inline-end: auto;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
    display: grid;
    gap: 4px;
  }
  legend {
    padding: 0 0 4px;
  }
  .images {
    display: grid;
    gap: 8px;
  }
  li {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: 8px 10px;
    background: var(--bg-raised);
  }
  li.dropped {
    background: var(--bg-side);
  }
  .image {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .image label {
    flex: 1;
    min-width: 0;
    min-height: 30px;
  }
  label {
    display: flex;
    align-items: center;
    gap: 8px;
    cursor: pointer;
  }
  label input {
    width: 15px;
    height: 15px;
    flex: none;
  }
  .facts {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 0 14px;
  }
  .facts span {
    color: var(--text-dim);
  }
  .image.dropped .facts {
    text-decoration: line-through;
  }
  .image.dropped .facts,
  .image.dropped .number {
    color: var(--text-dim);
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
    margin-bottom: 4px;
  }
  li.dropped .tag {
    text-decoration: line-through;
    color: var(--text-dim);
  }
  .tag {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    min-height: 26px;
    padding-inline-start: 8px;
    border: 1px solid var(--line);
    border-radius: 13px;
    background: var(--bg-side);
    font: 12px/1.3 var(--lamina-mono);
    overflow-wrap: anywhere;
  }
  .tag.new {
    border-color: var(--added);
    background: var(--bg-added);
  }
  .tag button {
    border-radius: 13px;
    min-width: 24px;
  }
  .tag .icon {
    width: 12px;
    height: 12px;
  }
  form {
    display: flex;
    gap: 2px;
    flex: 1 1 210px;
    max-width: 340px;
  }
  form input {
    flex: 1;
    width: 100px;
  }
  .wrong {
    flex-basis: 100%;
    color: var(--deleted);
  }
  .choice {
    padding: 2px 0;
  }
  .sizes {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 6px 14px;
  }
  .sizes > div {
    display: grid;
  }
  .sizes strong {
    font-size: 20px;
    line-height: 1.2;
    font-weight: 650;
  }
  .to {
    font-size: 18px;
    color: var(--text-dim);
  }
  .freed {
    margin-inline-start: auto;
    color: var(--text-dim);
  }
  .freed.some {
    color: var(--added);
    font-weight: 600;
  }
  .meter {
    height: 6px;
    border-radius: 3px;
    background: var(--line);
    overflow: hidden;
  }
  .meter span {
    display: block;
    height: 100%;
    width: var(--share);
    background: var(--accent-fill);
    transition: width 200ms;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 4px 8px 4px 0;
    border-bottom: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  th {
    color: var(--text-dim);
    font-size: 12px;
    font-weight: 400;
  }
  td.mono {
    white-space: nowrap;
  }
  .gone td {
    color: var(--text-dim);
  }
  .gone td:first-child {
    text-decoration: line-through;
  }
  .go {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px;
  }
  .go .primary {
    min-height: 34px;
    padding-inline: 16px;
  }
  .load {
    display: grid;
    gap: 4px;
  }
  .load > div {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 4px 4px 4px 10px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg);
  }
  .load code {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .progress {
    display: grid;
    gap: 8px;
    justify-items: start;
  }
  progress {
    width: 100%;
    accent-color: var(--accent-fill);
  }
  .note.done {
    border-inline-start-color: var(--added);
  }
  @container save (max-width: 760px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
    }
    .plan {
      position: static;
    }
  }
  @media (forced-colors: active) {
    .meter span {
      background: CanvasText;
    }
  }
`;
