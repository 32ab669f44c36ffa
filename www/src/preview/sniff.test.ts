import assert from "node:assert/strict";
import test from "node:test";

import { imageType, languageOf } from "./sniff.js";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test("pictures are known by their first bytes, not by their name", () => {
  assert.equal(imageType("/a", bytes("\x89PNG\r\n\x1a\n")), "image/png");
  assert.equal(imageType("/a", bytes("\xff\xd8\xff\xe0")), "image/jpeg");
  assert.equal(imageType("/a", bytes("GIF89a")), "image/gif");
  assert.equal(imageType("/a", bytes("RIFF....WEBPVP8 ")), "image/webp");
  assert.equal(imageType("/a.png", bytes("no picture")), null);
  assert.equal(imageType("/a", bytes("")), null);
});

test("an SVG needs its name and its element", () => {
  const svg = bytes('<?xml version="1.0"?><svg xmlns="">');
  assert.equal(imageType("/usr/share/LOGO.SVG", svg), "image/svg+xml");
  assert.equal(imageType("/usr/share/logo.txt", svg), null);
  assert.equal(imageType("/a.svg", bytes("<svgfoo>")), null);
});

test("a text that begins with BM is no bitmap", () => {
  assert.equal(imageType("/a", bytes("BMW is a maker of motorcycles and cars")), null);
});

test("languages by name, extension, place and first line", () => {
  assert.equal(languageOf("/app/Dockerfile", ""), "dockerfile");
  assert.equal(languageOf("/app/Dockerfile.prod", ""), "dockerfile");
  assert.equal(languageOf("/app/main.py", ""), "python");
  assert.equal(languageOf("/etc/nginx/conf.d/default.conf", ""), "nginx");
  assert.equal(languageOf("/etc/os-release", ""), "ini");
  assert.equal(languageOf("/usr/bin/thing", "#!/usr/bin/env python3"), "python");
  assert.equal(languageOf("/entrypoint", "#!/bin/sh"), "bash");
  assert.equal(languageOf("/a", '<?xml version="1.0"?>'), "xml");
  assert.equal(languageOf("/etc/passwd", "root:x:0:0"), "");
  assert.equal(languageOf("/yarn.lock", ""), "");
});
