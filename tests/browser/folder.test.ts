/** Folders instead of files: chosen, and dropped. */
import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";

import { saved } from "./support/save.js";
import { expect, test } from "./support/page.js";
import { sample } from "./support/samples.js";

test("an unpacked OCI layout is chosen, read and saved", async ({ lamina, page }, info) => {
  const folder = info.outputPath("layout");
  await mkdir(folder, { recursive: true });
  execFileSync("tar", ["-xf", sample("web.podman-oci.tar"), "-C", folder]);
  await page.locator("input.folder").setInputFiles(folder);
  await expect(page).toHaveTitle(/^layout/);
  await lamina.walk("etc", "passwd");
  await expect(lamina.preview).toContainText("root:x:0:0");
  await page.getByRole("button", { name: "Check digests" }).click();
  await expect(page.locator("lamina-integrity")).toContainText(/blobs match their digests\.$/);
  await lamina.tab("Edit & save");
  const file = await (await saved(lamina)).path();
  await expect(lamina.save.getByText(/Checked, and handed/)).toBeVisible();
  await lamina.choose(file);
  await lamina.walk("etc", "passwd");
  await expect(lamina.preview).toContainText("root:x:0:0");
});

test("a folder is dropped, whatever is in it", async ({ lamina, page }) => {
  await page.evaluate(() => {
    const file = (path: string, text: string): object => ({
      isDirectory: false,
      fullPath: path,
      file: (take: (file: File) => void) => {
        take(new File([text], path));
      },
    });
    const folder = (path: string, entries: object[]): object => ({
      isDirectory: true,
      name: path.slice(1),
      fullPath: path,
      // As browsers do: in portions, until one is empty.
      createReader: () => ({
        readEntries: (take: (entries: object[]) => void) => {
          take(entries.splice(0, 1));
        },
      }),
    });
    const dropped = folder("/top", [
      folder("/top/etc", [file("/top/etc/passwd", "x"), file("/top/etc/group", "y")]),
      folder("/top/usr", [file("/top/usr/a", "")]),
    ]);
    const event = new Event("drop", { bubbles: true, cancelable: true, composed: true });
    const items = [{ webkitGetAsEntry: () => dropped }];
    Object.assign(event, { dataTransfer: { types: ["Files"], files: [], items } });
    document.querySelector("lamina-explorer")?.dispatchEvent(event);
  });
  await expect(lamina.element.getByRole("alert")).toContainText("root filesystem");
});
