import assert from "node:assert/strict";
import test from "node:test";

import { LaminaError } from "../api/error.js";
import { WorkerClient } from "./client.js";
import type { Reply, Request } from "./protocol.js";

/** A worker that answers as the test says. */
class Fake extends EventTarget {
  ended = 0;
  requests: Request[] = [];
  postMessage(request: Request): void {
    this.requests.push(request);
  }
  terminate(): void {
    this.ended += 1;
  }
  say(reply: Reply): void {
    this.dispatchEvent(new MessageEvent("message", { data: reply }));
  }
}

function client(): { fake: Fake; client: WorkerClient } {
  const fake = new Fake();
  return { fake, client: new WorkerClient(fake as unknown as Worker) };
}

const dead = (error: unknown): boolean =>
  error instanceof LaminaError && error.code === "internal" && error.fatal && error.help !== "";

test("an answer is an answer, whatever the patience", async () => {
  const { fake, client: worker } = client();
  const call = worker.call("closeFile", [1], { patience: 60_000 });
  fake.say({ id: 1, kind: "value", value: null });
  assert.equal(await call, null);
  assert.equal(fake.ended, 0);
});

test("a silent worker is given up, and all that wait for it are told", async () => {
  const { fake, client: worker } = client();
  const other = worker.call("closeFile", [1]);
  const call = worker.call("closeFile", [2], { patience: 24 });
  await assert.rejects(call, dead);
  await assert.rejects(other, dead);
  assert.equal(fake.ended, 1);
  assert.ok(dead(await worker.death));
  await assert.rejects(worker.call("closeFile", [3]), dead);
});

test("progress is a sign of life", async () => {
  const { fake, client: worker } = client();
  let told = 0;
  const call = worker.call("closeFile", [1], { patience: 240, onProgress: () => (told += 1) });
  for (let at = 0; at < 40; at++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    fake.say({ id: 1, kind: "progress", bytes: at });
  }
  fake.say({ id: 1, kind: "value", value: null });
  assert.equal(await call, null);
  assert.equal(told, 40);
});
