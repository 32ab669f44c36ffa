/** Makes a Blob of whatever `openArchive` is given. */
import { LaminaError } from "./error.js";
import type { Source } from "./types.js";

/** A Blob, and what to call it. */
export interface NamedBlob {
  blob: Blob;
  name: string;
}

export interface DownloadOptions {
  signal: AbortSignal;
  /** `total` is 0 while the server does not tell. */
  onProgress: (bytes: number, total: number) => void;
}

export async function blobOf(source: Source, options: DownloadOptions): Promise<NamedBlob> {
  if (source instanceof Blob) return { blob: source, name: nameOfBlob(source) };
  if (source instanceof ArrayBuffer) return { blob: new Blob([source]), name: "" };
  if (source instanceof Uint8Array) return { blob: new Blob([source as BlobPart]), name: "" };
  if (source instanceof URL || typeof source === "string") return download(source, options);
  throw new LaminaError("usage", "openArchive needs a File, Blob, ArrayBuffer, Uint8Array or URL.");
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
async function download(
  url: URL | string,
  { signal, onProgress }: DownloadOptions,
): Promise<NamedBlob> {
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
  return { blob: new Blob(pieces), name: nameOfUrl(where) };
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
