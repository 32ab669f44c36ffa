/** The files of a folder that was dropped or chosen. */
import type { FolderFile } from "../api/types.js";

/** The files of a chosen folder (`<input webkitdirectory>`). */
export function filesOf(list: FileList): FolderFile[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** All files below a dropped folder, in the order in which the browser names them. */
export async function filesBelow(folder: FileSystemDirectoryEntry): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  const waiting: FileSystemEntry[] = [folder];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (entry.isDirectory) waiting.push(...(await listed(entry as FileSystemDirectoryEntry)));
    else files.push(await opened(entry as FileSystemFileEntry));
  }
  return files;
}

/** The browser hands out a directory's entries some hundred at a time. */
async function listed(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (more.length === 0) return all;
    all.push(...more);
  }
}

async function opened(entry: FileSystemFileEntry): Promise<FolderFile> {
  const file = await new Promise<File>((resolve, reject) => {
    entry.file(resolve, reject);
  });
  return { path: entry.fullPath.replace(/^\/+/, ""), file };
}
