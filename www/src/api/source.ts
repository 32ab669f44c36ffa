/** Makes a Blob of whatever `openArchive` is given. */
import { LaminaError } from "./error.js";
import type { FolderPart } from "../worker/core.js";
import type { FolderFile, Source } from "./types.js";

/** A Blob, and what to call it; of a folder, what is where in it. */
export interface NamedBlob {
  blob: Blob;
  name: string;
  folder: FolderPart[] | null;
}

export interface DownloadOptions {
  signal: AbortSignal;
  /** `total` is 0 while the server does not tell. */
  onProgress: (bytes: number, total: number) => void;
}

export async function blobOf(source: Source, options: DownloadOptions): Promise<NamedBlob> {
  const whole = (blob: Blob, name = ""): NamedBlob => ({ blob, name, folder: null });
  if (source instanceof Blob) return whole(source, nameOfBlob(source));
  if (source instanceof ArrayBuffer) return whole(new Blob([source]));
  if (source instanceof Uint8Array) return whole(new Blob([source as BlobPart]));
  if (source instanceof URL || typeof source === "string") {
    return whole(await download(source, options), nameOfUrl(String(source)));
  }
  if (Array.isArray(source)) return joined(source as readonly FolderFile[]);
  throw new LaminaError(
    "usage",
    "openArchive needs a File, Blob, ArrayBuffer, Uint8Array, URL or the files of a folder.",
  );
}

/** The files of a folder one after the other: a Blob of Blobs copies nothing. */
function joined(files: readonly FolderFile[]): NamedBlob {
  let offset = 0;
  const folder = files.map(({ path, file }) => {
    const part = { name: path, offset, size: file.size };
    offset += file.size;
    return part;
  });
  return { blob: new Blob(files.map(({ file }) => file)), name: nameOfFolder(files), folder };
}

/** What all paths begin with. */
export function nameOfFolder(files: readonly FolderFile[]): string {
  const [name = "", ...below] = files[0]?.path.split("/") ?? [];
  return below.length > 0 && files.every(({ path }) => path.startsWith(`${name}/`)) ? name : "";
}

function nameOfBlob(blob: Blob): string {
  return "name" in blob && typeof blob.name === "string" ? blob.name : "";
}

/** The last part of a URL's path, as people write it. */
export function nameOfUrl(url: string): string {
  const last = /([^/?#]*)(?:[?#].*)?$/.exec(url)?.[1] ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Downloads the whole, in pieces that the browser may keep outside of memory. */
async function download(url: URL | string, { signal, onProgress }: DownloadOptions): Promise<Blob> {
  const where = String(url);
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    if (signal.aborted) throw LaminaError.aborted();
    throw new LaminaError("io", "The archive could not be downloaded.", {
      where,
      help: "Check the address, the network, and that the server allows this page to read it (CORS, and connect-src of the page's Content-Security-Policy).",
      cause,
    });
  }
  if (!response.ok || !response.body) {
    throw new LaminaError(
      "io",
      `The server answered ${response.status} ${response.statusText}`.trim(),
      {
        where,
        help: "Check the address.",
      },
    );
  }
  // Under a content encoding the length counts other bytes than those that arrive here.
  const encoded = response.headers.has("content-encoding");
  const total = encoded ? 0 : Number(response.headers.get("content-length") ?? 0);
  const pieces: Blob[] = [];
  let bytes = 0;
  try {
    for await (const chunk of gathered(response.body)) {
      pieces.push(new Blob(chunk));
      for (const part of chunk) bytes += part.byteLength;
      onProgress(bytes, total);
    }
  } catch (cause) {
    if (signal.aborted) throw LaminaError.aborted();
    throw new LaminaError("io", "The download broke off.", {
      where,
      help: "Try again.",
      cause,
    });
  }
  return new Blob(pieces);
}

/** The chunks of a stream, gathered to some megabytes: a Blob of thousands of parts is slow. */
export async function* gathered(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>[]> {
  const enough = 4 * 1024 * 1024;
  const reader = stream.getReader();
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (value) {
      chunks.push(value);
      size += value.byteLength;
    }
    if (size >= enough || (done && size > 0)) {
      yield chunks;
      chunks = [];
      size = 0;
    }
    if (done) return;
  }
}
