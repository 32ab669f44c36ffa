/** From a number to the file that it counts. */
import type { Workspace } from "../element/workspace.js";

/** Shows a path in Files: as a container sees it, or the version of a layer. */
export function showFile(ws: Workspace, path: string, version: number | null): void {
  ws.detailsOpen = true;
  ws.go({ tab: "files", mode: "merged", layer: null, filter: "", path, version });
}
