/** Files that are compressed as a whole, as by `docker save … | zstd`. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { saved } from "./support/save.js";
import { expect, test } from "./support/page.js";
import { sample } from "./support/samples.js";

const PLAIN = "pair.podman-docker.tar";

for (const tool of ["gzip", "zstd", "xz", "bzip2"]) {
  test(`a file wrapped in ${tool} is opened, read, checked and saved`, async ({ lamina, page }) => {
    const plain = readFileSync(sample(PLAIN));
    const buffer = execFileSync(tool, ["-c"], { input: plain });
    await lamina.choose({ name: `pair.tar.${tool}`, mimeType: "", buffer });
    await expect(lamina.tree).toHaveAttribute("aria-busy", "false");
    await expect(page.getByRole("banner")).toContainText(`· ${tool} ·`);
    await expect(lamina.row("etc")).toBeVisible();
    await page
      .getByRole("listbox", { name: "2 images" })
      .getByRole("option", { name: /web:1\.0/ })
      .click();
    await lamina.walk("etc", "passwd");
    await expect(lamina.preview).toContainText("root:x:0:0");

    await page.getByRole("button", { name: "Check digests" }).click();
    await expect(page.locator("lamina-integrity")).toContainText(/blobs match their digests\.$/);

    await lamina.tab("Edit & save");
    await expect(lamina.save).toContainText(`compressed with ${tool} as a whole`);
    const written = await readFile(await (await saved(lamina)).path());
    await expect(lamina.save.getByText(/Checked, and handed/)).toBeVisible();
    // Saved from the plain file, the same edits make the same archive.
    await lamina.choose({ name: PLAIN, mimeType: "", buffer: plain });
    await expect(lamina.tree).toHaveAttribute("aria-busy", "false");
    await lamina.tab("Edit & save");
    expect(written.equals(await readFile(await (await saved(lamina)).path()))).toBe(true);
  });
}
