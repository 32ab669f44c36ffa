import assert from "node:assert/strict";
import test from "node:test";

import { poolSize, runPool } from "./pool.js";
import type { PoolWorker } from "./pool.js";

interface Run {
  log: string[];
  started: number;
  ended: number;
  options: Parameters<typeof runPool<string, string>>[0];
}

/** A pool whose jobs name what becomes of them. */
function pool(
  jobs: string[],
  size: number,
  index: (job: string) => Promise<string>,
  signal = new AbortController().signal,
): Run {
  const run: Run = { log: [], started: 0, ended: 0, options: undefined as never };
  const spawn = (): Promise<PoolWorker<string, string>> => {
    run.started += 1;
    return Promise.resolve({ run: index, end: () => (run.ended += 1) });
  };
  run.options = {
    jobs,
    size,
    spawn,
    signal,
    survives: (error) => String(error) !== "Error: fatal",
    done: (job, result) => Promise.resolve(void run.log.push(`${job}=${result}`)),
    failed: (job, error) => Promise.resolve(void run.log.push(`${job}: ${String(error)}`)),
    onProgress: () => undefined,
  };
  return run;
}

test("every job is done once, and no worker is left", async () => {
  const run = pool(["a", "b", "c", "d", "e"], 2, (job) => Promise.resolve(job.toUpperCase()));
  await runPool(run.options);
  assert.deepEqual(run.log.toSorted(), ["a=A", "b=B", "c=C", "d=D", "e=E"]);
  assert.equal(run.started, 2);
  assert.equal(run.ended, 2);
});

test("a layer that can't be read stops no other, and its worker goes on", async () => {
  const run = pool(["bad", "good"], 1, (job) =>
    job === "bad" ? Promise.reject(new Error("format")) : Promise.resolve("ok"),
  );
  await runPool(run.options);
  assert.deepEqual(run.log, ["bad: Error: format", "good=ok"]);
  assert.equal(run.started, 1);
});

test("a dead worker is replaced", async () => {
  const run = pool(["bad", "good"], 1, (job) =>
    job === "bad" ? Promise.reject(new Error("fatal")) : Promise.resolve("ok"),
  );
  await runPool(run.options);
  assert.deepEqual(run.log, ["bad: Error: fatal", "good=ok"]);
  assert.equal(run.started, 2);
  assert.equal(run.ended, 2);
});

test("a signal ends the workers, and nothing more is reported", async () => {
  const abort = new AbortController();
  const run = pool(
    ["a", "b", "c"],
    1,
    (job) => {
      if (job === "b") abort.abort();
      return job === "b" ? Promise.reject(new Error("ended")) : Promise.resolve("ok");
    },
    abort.signal,
  );
  await runPool(run.options);
  assert.deepEqual(run.log, ["a=ok"]);
  assert.equal(run.ended, 1);
});

test("a few small layers get one worker, a wish is granted", () => {
  const MB = 1024 * 1024;
  assert.equal(poolSize([100, 200, 300], 8), 1);
  assert.equal(poolSize([40 * MB, 40 * MB, 40 * MB], 8), 3);
  assert.equal(poolSize(Array<number>(50).fill(40 * MB), 64), 8);
  assert.equal(poolSize([100, 200, 300], 8, 2), 2);
  assert.equal(poolSize([100, 200, 300], 8, 0), 1);
  assert.equal(poolSize([], 8), 0);
});
