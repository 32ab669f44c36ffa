import assert from "node:assert/strict";
import { test } from "node:test";

import { supportOn } from "./support.js";

const BOOKWORM = { ends: "2026-07-11", extended: "2028-06-30", source: "", compiled: "" };

test("the last day of support is a day of support", () => {
  assert.equal(supportOn(BOOKWORM, "2026-07-11"), "full");
  assert.equal(supportOn(BOOKWORM, "2026-07-12"), "longer");
  assert.equal(supportOn(BOOKWORM, "2028-06-30"), "longer");
  assert.equal(supportOn(BOOKWORM, "2028-07-01"), "ended");
});

test("where nobody goes on, support ends once", () => {
  assert.equal(supportOn({ ...BOOKWORM, extended: "" }, "2026-07-12"), "ended");
});

test("what an image says may be no day", () => {
  assert.equal(supportOn({ ...BOOKWORM, ends: "soon" }, "2026-07-12"), "unknown");
});
