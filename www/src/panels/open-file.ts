import type { Workspace } from "../element/workspace.js";

/**
 * Shows a file in Files, as the newest layer has it or, given a layer, as that one wrote it. What the
 * tree is narrowed to does not hide it.
 */
export function openFile(ws: Workspace, path: string, version: number | null = null): void {
  ws.detailsOpen = true;
  ws.go({ tab: "files", path, version, layer: null, mode: "merged", filter: "" });
}
