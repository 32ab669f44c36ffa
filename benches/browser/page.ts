/** The page: measures what it is asked to, with the file that was chosen. */
import type { Archive, OpenOptions, Progress, Source } from "../../www/src/api/types.js";
import type { Figures, Jobs, Order, Task } from "./tasks.js";

interface Lamina {
  openArchive: (source: Source, options: OpenOptions) => Promise<Archive>;
}

declare global {
  interface Window {
    measure: (task: Task, workers: number) => Promise<Figures>;
  }
}

window.measure = async (task, workers) => {
  const file = document.querySelector("input")?.files?.[0];
  if (!file) throw new Error("no file was chosen");
  if (task === "lamina") return lamina(file, { workers, remember: false });
  if (task === "again") {
    await remembered(file, workers);
    return lamina(file, { workers, remember: true });
  }
  const jobs = (await (await fetch("/jobs.json")).json()) as Jobs;
  const nothing = { file, reads: null, layer: null };
  const orders: Order[] =
    task === "reads"
      ? jobs.reads.map((reads) => ({ ...nothing, reads }))
      : jobs.layers.map((layer) => ({ ...nothing, layer }));
  return bare(orders, workers);
};

async function api(): Promise<Lamina> {
  const path = "/lamina.js";
  return (await import(path)) as Lamina;
}

/** As an embedder uses it: by the public API of the page that is served. */
async function lamina(file: File, options: OpenOptions): Promise<Figures> {
  const { openArchive } = await api();
  const start = performance.now();
  const archive = await openArchive(file, options);
  const first = performance.now();
  await archive.indexed();
  const end = performance.now();
  const bad = archive.images.flatMap(({ layers }) =>
    layers.filter((layer) => layer.state !== "indexed"),
  );
  if (bad.length > 0) throw new Error(`${bad.length} layers were not read`);
  archive.close();
  return { first: (first - start) / 1000, seconds: (end - start) / 1000 };
}

/** Opens it, and waits until its layers were checked and are remembered. */
async function remembered(file: File, workers: number): Promise<void> {
  // See `OpenOptions.remember`: of less nothing is kept, and there would be nothing to wait for.
  if (file.size < 17 * 1024 * 1024) throw new Error("too small to be remembered");
  const { openArchive } = await api();
  const archive = await new Promise<Archive>((resolve, reject) => {
    const onProgress = ({ phase, bytes, totalBytes }: Progress): void => {
      if (phase === "verifying" && bytes === totalBytes) void opened.then(resolve);
    };
    const opened = openArchive(file, { workers, remember: true, onProgress });
    opened.catch(reject);
  });
  archive.close();
}

/** The clock starts before the workers do, as it does for Lamina. */
async function bare(orders: readonly Order[], count: number): Promise<Figures> {
  const start = performance.now();
  const waiting = [...orders];
  await Promise.all(Array.from({ length: count }, () => take(waiting)));
  return { first: null, seconds: (performance.now() - start) / 1000 };
}

/** A worker that takes one order after the other, until there is none. */
async function take(waiting: Order[]): Promise<void> {
  const worker = new Worker("/bench/worker.js", { type: "module" });
  try {
    for (let order = waiting.shift(); order; order = waiting.shift()) {
      const given = order;
      await new Promise<void>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<number | string>) =>
          typeof data === "string" ? reject(new Error(data)) : resolve();
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(given);
      });
    }
  } finally {
    worker.terminate();
  }
}
