import assert from "node:assert/strict";
import test from "node:test";

import {
  DraftHistory,
  editsOf,
  isUntouched,
  platformsOf,
  untouched,
  withKeep,
  withOnly,
  withPrune,
  withTag,
  withoutTag,
} from "./draft.js";

const images = [
  { id: "sha256:a", references: ["web:1", "web:latest"] },
  { id: "sha256:b", references: ["worker:1"] },
  { id: "sha256:c", references: [] },
];
const start = untouched(images);

test("nothing done is no edit", () => {
  assert.deepEqual(editsOf(images, start), {});
  assert.equal(isUntouched(images, start), true);
  assert.equal(isUntouched(images, withKeep(start, 0, false)), false);
});

test("a dropped image is told by those that stay", () => {
  assert.deepEqual(editsOf(images, withKeep(start, 1, false)), { keep: ["sha256:a", "sha256:c"] });
  assert.deepEqual(editsOf(images, withOnly(start, 2)), { keep: ["sha256:c"] });
  const back = withKeep(withKeep(start, 1, false), 1, true);
  assert.equal(isUntouched(images, back), true);
});

test("a tag given and taken", () => {
  assert.deepEqual(editsOf(images, withTag(start, images, 2, "new:1")), {
    tag: [["sha256:c", "new:1"]],
  });
  assert.deepEqual(editsOf(images, withoutTag(start, "web:1")), { untag: ["web:1"] });
  assert.equal(isUntouched(images, withoutTag(withTag(start, images, 2, "new:1"), "new:1")), true);
  assert.deepEqual(withTag(start, images, 0, "web:1"), start);
});

test("a tag that another image has is moved, as docker tag does", () => {
  const draft = withTag(start, images, 1, "web:latest");
  assert.deepEqual(draft.references, [["web:1"], ["worker:1", "web:latest"], []]);
  assert.deepEqual(editsOf(images, draft), { tag: [["sha256:b", "web:latest"]] });
});

test("a dropped image's tags are of no account", () => {
  const draft = withKeep(withTag(start, images, 2, "new:1"), 2, false);
  assert.deepEqual(editsOf(images, draft), { keep: ["sha256:a", "sha256:b"] });
});

test("the platforms of an index have their names together", () => {
  const index = [
    { id: "sha256:a", references: ["multi:1"] },
    { id: "sha256:b", references: ["multi:1"] },
    { id: "sha256:c", references: ["other:1"] },
  ];
  const begin = untouched(index);
  assert.deepEqual(platformsOf(index, 1), [0, 1]);
  assert.deepEqual(platformsOf(index, 2), [2]);
  const tagged = withTag(begin, index, 1, "multi:2");
  assert.deepEqual(tagged.references, [
    ["multi:1", "multi:2"],
    ["multi:1", "multi:2"],
    ["other:1"],
  ]);
  assert.deepEqual(editsOf(index, tagged), { tag: [["sha256:a", "multi:2"]] });
  assert.deepEqual(editsOf(index, withKeep(tagged, 0, false)), {
    keep: ["sha256:b", "sha256:c"],
    tag: [["sha256:b", "multi:2"]],
  });
  assert.deepEqual(editsOf(index, withoutTag(begin, "multi:1")), { untag: ["multi:1"] });
});

test("pruning", () => {
  assert.deepEqual(editsOf(images, withPrune(start, "all")), { prune: "all" });
});

test("undo and redo", () => {
  const history = new DraftHistory<number>();
  assert.equal(history.at(0), 0);
  history.add(1);
  history.add(2);
  history.undo();
  assert.equal(history.at(0), 1);
  history.undo();
  assert.equal(history.at(0), 0);
  assert.equal(history.canUndo, false);
  history.redo();
  history.redo();
  assert.equal(history.at(0), 2);
  history.undo();
  history.add(3);
  assert.equal(history.canRedo, false);
  assert.equal(history.at(0), 3);
});
