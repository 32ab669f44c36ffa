/** Digests computed on request, and what the page says of them. */
import { readFileSync } from "node:fs";

import type { Archive } from "../../www/src/api/types.js";
import { expect, test } from "./support/page.js";
import { sample } from "./support/samples.js";

test("digests are checked on request", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  const strip = page.locator("lamina-integrity");
  await expect(strip).toContainText("not checked yet");
  await lamina.layer(1).click();
  await expect(lamina.details).toContainText("not checked yet");
  await strip.getByRole("button", { name: "Check digests" }).click();
  await expect(strip).toContainText("7 blobs match their digests.");
  await expect(lamina.details).toContainText("computed here, and as they should be");
  await expect(page.locator("lamina-layers .mark.verified")).toHaveCount(
    await page.locator("lamina-layers [role=option]").count(),
  );
  await expect(page.getByRole("button", { name: /notes?$/ })).toHaveCount(0);
});

test("a changed layer is found, and the rest stays usable", async ({ lamina, page }) => {
  const bytes = readFileSync(sample("web.docker20.tar"));
  // In the text of a file, where nothing but the digest can tell.
  const at = bytes.indexOf("root:x:0:0");
  expect(at).toBeGreaterThan(0);
  bytes[at + 5] = "y".charCodeAt(0);
  await lamina.choose({ name: "changed.tar", mimeType: "application/x-tar", buffer: bytes });
  await expect(lamina.tree).toHaveAttribute("aria-busy", "false");
  await page.getByRole("button", { name: "Check digests" }).click();
  await expect(page.locator("lamina-integrity")).toContainText("1 does not: see the notes");
  await expect(page.locator("lamina-layers .mark.wrong")).toHaveCount(1);
  await page.getByRole("button", { name: "1 note" }).click();
  await expect(page.getByRole("dialog")).toContainText(/The layer's diff ID should be sha256:/);
  await page.keyboard.press("Escape");
  await lamina.walk("etc", "passwd");
  await expect(lamina.preview).toContainText("root:y:0:0");
});

test("verify() tells of every blob, with progress, and stops when told to", async ({
  lamina,
  page,
}) => {
  await lamina.open("multi.buildkit-oci.tar");
  const result = await page.evaluate(async () => {
    const { archive } = document.querySelector("lamina-explorer") as unknown as {
      archive: Archive;
    };
    let last = { bytes: 0, totalBytes: 1 };
    const found = await archive.verify({ onProgress: (progress) => (last = progress) });
    const stopped = await archive
      .verify({ signal: AbortSignal.abort() })
      .catch((error: unknown) => (error as { code: string }).code);
    return { found, last, stopped };
  });
  expect(result.stopped).toBe("aborted");
  expect(result.last.bytes).toBe(result.last.totalBytes);
  expect(new Set(result.found.map(({ kind }) => kind))).toEqual(
    new Set(["layer", "config", "manifest", "index", "blob"]),
  );
  for (const { state, digest, diffId, layers, kind } of result.found) {
    expect(state).toBe("verified");
    expect(digest.found).toBe(digest.expected);
    expect(diffId.found).toBe(diffId.expected);
    expect(layers.length > 0).toBe(kind === "layer");
  }
});
