/** A question for which all files are read: what that is, and whether it is asked unasked. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { f, t } from "../text/text.js";
import type { Question } from "./question.js";
import type { Workspace } from "./workspace.js";

/** Bytes of plain tars that are read without a question. */
const LITTLE = 300_000_000;

/** What began once does not begin by itself again: it may have been stopped. */
const begun = new WeakSet<Question<unknown>>();

/** True once: when the layers are there and are little to read. */
export function beginsItself(question: Question<unknown>, ws: Workspace): boolean {
  if (question.asked.state !== "none" || begun.has(question) || !ws.image) return false;
  if (ws.layers.some((layer) => ws.isAwaited(layer)) || bytesOf(ws) > LITTLE) return false;
  begun.add(question);
  return true;
}

function bytesOf(ws: Workspace): number {
  return ws.layers.reduce((sum, { unpacked, size }) => sum + (unpacked ?? size), 0);
}

/** The way to ask, with what it takes. */
export function offer(
  ws: Workspace,
  words: { lead: string; start: string },
  ask: () => void,
): TemplateResult {
  const waits = ws.layers.some((layer) => ws.isAwaited(layer));
  return html`<div class="offer">
    <p>${words.lead}</p>
    <button type="button" class="primary" @click=${ask}>${words.start}</button>
    <p class="dim">
      ${t.ask.reads(ws.layers.length, f.bytes(bytesOf(ws)))}
      ${waits ? t.ask.waitsForLayers : nothing}
    </p>
  </div>`;
}
