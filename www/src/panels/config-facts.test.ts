import assert from "node:assert/strict";
import test from "node:test";

import { imageFacts } from "./config-facts.js";

test("the usual facts", () => {
  const facts = imageFacts({
    author: "me",
    config: {
      Entrypoint: ["/entry"],
      Cmd: ["a", "b"],
      Env: ["PATH=/bin:/usr/bin", "EMPTY=", "ODD", "EQ=a=b"],
      Labels: { a: "1" },
      User: "nobody",
      WorkingDir: "/app",
      ExposedPorts: { "80/tcp": {} },
      Volumes: { "/data": {} },
      StopSignal: "SIGQUIT",
      Healthcheck: { Test: ["CMD-SHELL", "true"], Interval: 30_000_000_000, Retries: 3 },
    },
  });
  assert.deepEqual(facts.env, [
    ["PATH", "/bin:/usr/bin"],
    ["EMPTY", ""],
    ["ODD", ""],
    ["EQ", "a=b"],
  ]);
  assert.deepEqual(facts.ports, ["80/tcp"]);
  assert.equal(facts.health, "CMD-SHELL true\nInterval: 30s, Retries: 3");
  assert.equal(facts.author, "me");
});

test("whatever the JSON holds, there is an answer", () => {
  const empty = imageFacts({});
  assert.deepEqual(empty.command, []);
  assert.equal(empty.user, "");
  for (const config of [null, 1, "x", [], { Env: null, Cmd: "sh -c x", Labels: [1], User: 5 }]) {
    const facts = imageFacts({ config });
    assert.ok(Array.isArray(facts.env));
  }
  assert.deepEqual(imageFacts({ config: { Cmd: "run" } }).command, ["run"]);
  assert.equal(imageFacts({ config: { User: 5 } }).user, "5");
});
