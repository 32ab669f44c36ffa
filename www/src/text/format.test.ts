import assert from "node:assert/strict";
import test from "node:test";

import {
  Formats,
  baseName,
  exactTime,
  linkText,
  modeText,
  octal,
  sentence,
  shortId,
  shortTime,
} from "./format.js";

const f = new Formats("en-GB", "UTC");

test("sizes have three digits and decimal units, as Docker counts", () => {
  assert.equal(f.bytes(0), "0 B");
  assert.equal(f.bytes(999), "999 B");
  assert.equal(f.bytes(1000), "1 kB");
  assert.equal(f.bytes(7_045_123), "7.05 MB");
  assert.equal(f.bytes(142_500_000), "143 MB");
  assert.equal(f.bytes(1_234_000_000), "1.23 GB");
});

test("a size that rounds up to a thousand takes the next unit", () => {
  assert.equal(f.bytes(999_499), "999 kB");
  assert.equal(f.bytes(999_500), "1 MB");
  assert.equal(f.bytes(999_999_999), "1 GB");
});

test("times come in the locale's words, and exactly", () => {
  assert.equal(f.time(1_710_238_925), "12 Mar 2024, 10:22");
  assert.equal(exactTime(1_710_238_925), "2024-03-12 10:22:05 UTC");
  assert.equal(exactTime(-1), "1969-12-31 23:59:59 UTC");
  assert.equal(shortTime(1_710_238_925), "2024-03-12 10:22");
});

test("a time past what a Date can hold stays a number", () => {
  assert.equal(exactTime(1e18), "1000000000000000000");
  assert.equal(f.time(1e18), "1000000000000000000");
});

test("a stamp that is no time is shown as it is", () => {
  assert.equal(f.stamp("2024-03-12T10:22:05.123456789Z"), "12 Mar 2024, 10:22");
  assert.equal(f.stamp("yesterday"), "yesterday");
});

test("modes read as in ls -l", () => {
  assert.equal(modeText("file", 0o644), "-rw-r--r--");
  assert.equal(modeText("directory", 0o1777), "drwxrwxrwt");
  assert.equal(modeText("directory", 0o1776), "drwxrwxrwT");
  assert.equal(modeText("file", 0o4755), "-rwsr-xr-x");
  assert.equal(modeText("file", 0o2644), "-rw-r-Sr--");
  assert.equal(modeText("symlink", 0o777), "lrwxrwxrwx");
  assert.equal(modeText("hardlink", 0), "----------");
  assert.equal(octal(0o644), "0644");
  assert.equal(octal(0o4755), "4755");
});

test("a hard link's target is a path from the root", () => {
  assert.equal(linkText("hardlink", "etc/passwd"), "/etc/passwd");
  assert.equal(linkText("hardlink", "./etc/passwd"), "/etc/passwd");
  assert.equal(linkText("hardlink", "/etc/passwd"), "/etc/passwd");
  assert.equal(linkText("symlink", "../run"), "../run");
});

test("ids are cut to the twelve digits of Docker", () => {
  assert.equal(shortId(`sha256:${"0123456789abcdef".repeat(4)}`), "0123456789ab");
  assert.equal(shortId("0123"), "0123");
});

test("a day is written as a day, anything else as it is", () => {
  assert.equal(f.day("2026-06-10"), "10 Jun 2026");
  assert.equal(f.day("2026-13-10"), "2026-13-10");
  assert.equal(f.day("soon"), "soon");
});

test("a message that stands alone is a sentence", () => {
  assert.equal(sentence("no tar here"), "No tar here.");
  assert.equal(sentence("Why?"), "Why?");
});

test("the last name of a path", () => {
  assert.equal(baseName("/etc/passwd"), "passwd");
  assert.equal(baseName("/etc/"), "etc");
  assert.equal(baseName("/"), "/");
});
