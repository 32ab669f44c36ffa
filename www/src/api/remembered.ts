/**
 * Indexes of layers, kept in the browser (IndexedDB) so that a layer which was read once needs no reading
 * again, in whatever archive it comes.
 *
 * An index is kept under the digest of the layer's stored bytes, and only when that was computed here; with
 * it a sample of those bytes, which must be the same, and a digest of its own. It is used before the
 * digest of the layer at hand is known: if that turns out to be false, the index is dropped (`Layers`).
 */
import type { LayerJob } from "../worker/core.js";

/** The core's build: another one may index otherwise. */
declare const __LAMINA_CORE__: string;

const DATABASE = "lamina-layers";
const PACKED = "packed";
const FACTS = "facts";
/** Bytes of all that is kept. Beyond, what was not used for longest goes. */
const MOST = 256 * 1024 * 1024;
/** Bytes compared at the beginning, the middle and the end of a layer. */
const SAMPLE = 64 * 1024;

/** What is known of a kept index, beside it: looking through them reads no index. */
interface Facts {
  key: string;
  size: number;
  /** When it was used last. */
  used: number;
  sample: string;
  /** Digest of the index itself. */
  check: string;
}

export class Remembered {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Null where the browser keeps nothing, or can't compute digests (a page that is not secure). */
  static async open(): Promise<Remembered | null> {
    if (!globalThis.isSecureContext) return null;
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(PACKED);
        request.result.createObjectStore(FACTS, { keyPath: "key" });
      };
      const database = await answer(request);
      // Another page wants to delete it.
      database.onversionchange = () => database.close();
      return new Remembered(database);
    } catch {
      return null;
    }
  }

  /** The index of a layer, if one is kept that is sound and of these bytes. */
  async recall(job: LayerJob, blob: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
    if (!job.digest) return null;
    try {
      const key = keyOf(job);
      const reading = this.#database.transaction([FACTS, PACKED]);
      const facts = (await answer(reading.objectStore(FACTS).get(key))) as Facts | undefined;
      if (!facts) return null;
      const packed = (await answer(reading.objectStore(PACKED).get(key))) as
        ArrayBuffer | undefined;
      const sound =
        packed !== undefined &&
        facts.check === (await digest(packed)) &&
        facts.sample === (await sampleOf(job, blob));
      if (!sound) {
        await this.forget(job);
        return null;
      }
      const writing = this.#database.transaction(FACTS, "readwrite");
      writing.objectStore(FACTS).put({ ...facts, used: Date.now() });
      return new Uint8Array(packed);
    } catch {
      return null;
    }
  }

  /** Keeps an index; what can't be kept is read again the next time. */
  async keep(job: LayerJob, blob: Blob, packed: Uint8Array): Promise<void> {
    if (!job.digest || packed.byteLength > MOST) return;
    try {
      const bytes = packed.slice().buffer;
      const facts: Facts = {
        key: keyOf(job),
        size: bytes.byteLength,
        used: Date.now(),
        sample: await sampleOf(job, blob),
        check: await digest(bytes),
      };
      const writing = this.#database.transaction([FACTS, PACKED], "readwrite");
      writing.objectStore(PACKED).put(bytes, facts.key);
      writing.objectStore(FACTS).put(facts);
      const all = (await answer(writing.objectStore(FACTS).getAll())) as Facts[];
      let size = all.reduce((sum, one) => sum + one.size, 0);
      for (const old of all.sort((a, b) => a.used - b.used)) {
        if (size <= MOST) break;
        size -= old.size;
        writing.objectStore(PACKED).delete(old.key);
        writing.objectStore(FACTS).delete(old.key);
      }
      await finished(writing);
    } catch {
      // No room, or a private window.
    }
  }

  async forget(job: LayerJob): Promise<void> {
    try {
      const writing = this.#database.transaction([FACTS, PACKED], "readwrite");
      writing.objectStore(PACKED).delete(keyOf(job));
      writing.objectStore(FACTS).delete(keyOf(job));
      await finished(writing);
    } catch {
      // It is not used either way.
    }
  }

  async count(): Promise<{ layers: number; bytes: number }> {
    const all = (await answer(
      this.#database.transaction(FACTS).objectStore(FACTS).getAll(),
    )) as Facts[];
    return { layers: all.length, bytes: all.reduce((sum, one) => sum + one.size, 0) };
  }

  async clear(): Promise<void> {
    const writing = this.#database.transaction([FACTS, PACKED], "readwrite");
    writing.objectStore(FACTS).clear();
    writing.objectStore(PACKED).clear();
    await finished(writing);
  }

  close(): void {
    this.#database.close();
  }
}

/** How many layers the browser remembers the index of, and how many bytes that takes. */
export async function rememberedLayers(): Promise<{ layers: number; bytes: number }> {
  const memory = await Remembered.open();
  try {
    return (await memory?.count()) ?? { layers: 0, bytes: 0 };
  } finally {
    memory?.close();
  }
}

/** Forgets them all. */
export async function forgetLayers(): Promise<void> {
  const memory = await Remembered.open();
  try {
    await memory?.clear();
  } finally {
    memory?.close();
  }
}

function keyOf({ digest: of, size, compression }: LayerJob): string {
  return `${__LAMINA_CORE__} ${of ?? ""} ${size} ${compression}`;
}

async function sampleOf({ offset, size }: LayerJob, blob: Blob): Promise<string> {
  const places = [0, Math.floor(size / 2), Math.max(0, size - SAMPLE)];
  const parts = places.map((at) => blob.slice(offset + at, offset + Math.min(at + SAMPLE, size)));
  return digest(await new Blob(parts).arrayBuffer());
}

async function digest(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the database gives no answer"));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () =>
      reject(transaction.error ?? new Error("the database gave up"));
  });
}
