/**
 * `docker save … | gzip` is common: such a file is unpacked before it is opened, once, since an
 * archive is then read here and there. The browser may keep what comes of it outside of memory.
 */
import { LaminaError } from "./error.js";
import { gathered } from "./source.js";
import type { DownloadOptions } from "./source.js";

/** More than the biggest images; what a few megabytes of hostile gzip must not fill a disk with. */
const MOST = 64 * 2 ** 30;

/** The Blob itself, or what is in it if it is gzip. */
export async function unpacked(
  blob: Blob,
  { signal, onProgress }: DownloadOptions,
  most = MOST,
): Promise<Blob> {
  const magic = new Uint8Array(await blob.slice(0, 3).arrayBuffer());
  if (![0x1f, 0x8b, 0x08].every((byte, at) => magic[at] === byte)) return blob;

  let bytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      onProgress(bytes, blob.size);
      controller.enqueue(chunk);
    },
  });
  const pieces: Blob[] = [];
  let size = 0;
  try {
    const stream = blob
      .stream()
      .pipeThrough(counted, { signal })
      .pipeThrough(new DecompressionStream("gzip"));
    for await (const chunk of gathered(stream)) {
      const piece = new Blob(chunk);
      pieces.push(piece);
      size += piece.size;
      if (size > most) throw tooLarge(most);
    }
  } catch (cause) {
    if (signal.aborted) throw LaminaError.aborted();
    if (cause instanceof LaminaError) throw cause;
    throw new LaminaError("format", "the gzip around the archive is damaged or cut off", {
      help: "Try: gzip -d < FILE > image.tar",
      cause,
    });
  }
  return new Blob(pieces);
}

function tooLarge(most: number): LaminaError {
  return new LaminaError("limit", `the file unpacks to more than ${most} bytes`, {
    help: "Unpack it yourself: gzip -d < FILE > image.tar",
  });
}
