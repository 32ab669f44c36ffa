import type { Spot, Workspace } from "../element/workspace.js";

/**
 * Shows a file in Files, as the newest layer has it or, given a layer, as that one wrote it. What the
 * tree is narrowed to does not hide it. `spot` is what in its content is pointed at.
 */
export function openFile(
  ws: Workspace,
  path: string,
  version: number | null = null,
  spot: Spot | null = null,
): void {
  ws.detailsOpen = true;
  ws.go({ tab: "files", path, version, spot, layer: null, mode: "merged", filter: "" });
}
