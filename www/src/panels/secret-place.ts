/** Where a secret is: in words, with its layer, and how to get there. */
import type { Secret } from "../api/insight-types.js";
import { layerLine } from "../element/parts.js";
import type { Workspace } from "../element/workspace.js";
import { t } from "../text/text.js";
import { openFile } from "./open-file.js";

export interface Whereabouts {
  /** May hold anything: it has names of the archive in it. */
  text: string;
  /** The layer that has it, or that was made by the step that has it. */
  layer: number | null;
  hidden: boolean;
  go: () => void;
}

export function whereabouts({ place }: Secret, ws: Workspace): Whereabouts {
  const inConfig = (text: string): Whereabouts => ({
    text,
    layer: null,
    hidden: false,
    go: () => ws.go({ tab: "config" }),
  });
  switch (place.kind) {
    case "file": {
      const { path, line, layer, visible, offset, length } = place;
      return {
        text: line === null ? path : `${path}:${line}`,
        layer,
        hidden: !visible,
        go: () =>
          openFile(ws, path, visible ? null : layer, { offset, length, line: line ?? null }),
      };
    }
    case "step": {
      const { step } = place;
      return {
        text: t.secrets.inStep(step + 1),
        layer: ws.layers.find((layer) => layer.step === step)?.position ?? null,
        hidden: false,
        go: () => ws.go({ tab: "history" }),
      };
    }
    case "env":
      return inConfig(t.secrets.inEnv(place.name));
    case "label":
      return inConfig(t.secrets.inLabel(place.name));
    case "command":
      return inConfig(t.secrets.inCommand(place.field));
  }
}

/** The steps of the history in which secrets are: their commands are not shown beside what is masked. */
export function stepsWithSecrets(list: readonly Secret[]): Set<number> {
  return new Set(
    list.flatMap(({ place, steps }) => (place.kind === "step" ? [place.step, ...steps] : [])),
  );
}

/** The build step that made a layer. */
export function stepText(ws: Workspace, layer: number, withSecrets: ReadonlySet<number>): string {
  const info = ws.layers[layer];
  if (!info) return "";
  if (info.step !== null && withSecrets.has(info.step)) return t.secrets.stepMasked;
  return layerLine(info);
}
