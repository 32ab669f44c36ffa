import assert from "node:assert/strict";
import { test } from "node:test";

import type { InstalledPackage } from "../api/insight-types.js";
import {
  documentName,
  fullName,
  kindsOf,
  narrowed,
  sortedPackages,
  sortedUnowned,
} from "./package-list.js";

const made = (part: Partial<InstalledPackage>): InstalledPackage => ({
  kind: "deb",
  group: "",
  name: "",
  version: "",
  architecture: "",
  license: "",
  origin: null,
  purl: null,
  layer: 0,
  path: "",
  size: null,
  claimed: null,
  files: [],
  missing: 0,
  within: null,
  ...part,
});

const LIST = [
  made({ name: "b", version: "10", size: 5 }),
  made({ name: "A", version: "9", size: null, kind: "npm" }),
  made({ name: "c", version: "9", size: 0, kind: "npm" }),
];
const names = (list: readonly InstalledPackage[]): string => list.map(({ name }) => name).join("");

test("groups are written as the tools of each kind do", () => {
  assert.equal(fullName(made({ kind: "java", group: "org.x", name: "y" })), "org.x:y");
  assert.equal(fullName(made({ kind: "npm", group: "@x", name: "y" })), "@x/y");
  assert.equal(fullName(made({ name: "y" })), "y");
});

test("versions are compared as numbers, equal ones by name, and no size is less than none", () => {
  assert.equal(names(sortedPackages(LIST, { sort: "name", descending: false })), "Abc");
  assert.equal(names(sortedPackages(LIST, { sort: "version", descending: false })), "Acb");
  assert.equal(names(sortedPackages(LIST, { sort: "size", descending: false })), "Acb");
  assert.equal(names(sortedPackages(LIST, { sort: "size", descending: true })), "bcA");
});

test("kinds are counted, and narrow the list as the filter does", () => {
  assert.deepEqual(kindsOf(LIST), [
    ["npm", 2],
    ["deb", 1],
  ]);
  assert.equal(names(narrowed(LIST, { kind: "npm", filter: "" })), "Ac");
  assert.equal(names(narrowed(LIST, { kind: null, filter: " a" })), "A");
});

test("files of no package are filtered by path and sorted", () => {
  const files = [
    { path: "/b", size: 1, layer: 0 },
    { path: "/a", size: 1, layer: 1 },
    { path: "/c/B", size: 7, layer: 0 },
  ];
  const paths = (filter: string, sort: "path" | "size"): string[] =>
    sortedUnowned(files, filter, { sort, descending: sort === "size" }).map(({ path }) => path);
  assert.deepEqual(paths("", "size"), ["/c/B", "/a", "/b"]);
  assert.deepEqual(paths("b", "path"), ["/b", "/c/B"]);
});

test("a document is called as the image, whatever that is called", () => {
  assert.equal(documentName("docker.io/library/web:1.0"), "web-1.0");
  assert.equal(documentName("localhost:5000/a/b:1"), "localhost-5000-a-b-1");
  assert.equal(documentName("x@sha256:00"), "x");
  assert.equal(documentName("../../"), "image");
});
