/** A worker of the bare loops: reads, or decodes, and throws away what it gets. */
import type { Layer, Order, Read } from "./tasks.js";

/** Only workers have it; the types of the page do not. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

interface Bare {
  default: (module: { module_or_path: string }) => Promise<unknown>;
  decode: (file: Blob, offset: number, size: number, compression: string) => number;
}

let decoders: Promise<Bare> | null = null;

function read(file: File, reads: readonly Read[]): number {
  const reader = new FileReaderSync();
  let bytes = 0;
  for (const [offset, length] of reads) {
    bytes += reader.readAsArrayBuffer(file.slice(offset, offset + length)).byteLength;
  }
  return bytes;
}

async function decode(file: File, { offset, size, compression }: Layer): Promise<number> {
  decoders ??= load();
  const bare = await decoders;
  return bare.decode(file, offset, size, compression);
}

async function load(): Promise<Bare> {
  // Made by wasm-bindgen, and served beside this file.
  const path = "/bare/bare.js";
  const bare = (await import(path)) as Bare;
  await bare.default({ module_or_path: "/bare/bare_bg.wasm" });
  return bare;
}

async function work({ file, reads, layer }: Order): Promise<number> {
  if (reads) return read(file, reads);
  return layer ? decode(file, layer) : 0;
}

self.addEventListener("message", (event: MessageEvent<Order>) => {
  // A rejection is told as an error of the worker.
  work(event.data).then(
    (bytes) => self.postMessage(bytes),
    (error: unknown) => self.postMessage(String(error)),
  );
});
