/** Files dragged onto the page or the element. */

export interface DropHandlers {
  /** Files hang over the target, or no longer. */
  over: (over: boolean) => void;
  /** `more` if others were dropped beside it. */
  drop: (dropped: File | FileSystemDirectoryEntry, more: boolean) => void;
}

/** Listens until the signal fires. */
export function listenForDrops(
  target: EventTarget,
  { over, drop }: DropHandlers,
  signal: AbortSignal,
): void {
  const on = (type: string, handle: (event: DragEvent) => void): void =>
    target.addEventListener(type, handle as (event: Event) => void, { signal });

  const drag = (event: DragEvent): void => {
    if (!carriesFiles(event.dataTransfer)) return;
    // A part of the target takes files for itself.
    if (event.defaultPrevented) {
      over(false);
      return;
    }
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    over(true);
  };
  on("dragenter", drag);
  on("dragover", drag);
  on("dragleave", ({ relatedTarget }) => {
    // Going on to a child is no leaving.
    const inside = target instanceof Node ? target : document;
    if (!(relatedTarget instanceof Node && inside.contains(relatedTarget))) over(false);
  });
  on("drop", (event) => {
    over(false);
    if (event.defaultPrevented || !carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    const [file, ...more] = event.dataTransfer?.files ?? [];
    // Only while the event lasts do the items tell what they are.
    const entry = event.dataTransfer?.items[0]?.webkitGetAsEntry();
    const folder = entry?.isDirectory ? (entry as FileSystemDirectoryEntry) : undefined;
    const dropped = folder ?? file;
    if (dropped) drop(dropped, more.length > 0);
  });
}

/** True if files are being dragged, not text or a link. */
function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}
