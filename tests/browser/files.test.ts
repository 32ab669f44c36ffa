/** The filesystem: merged, changed, filtered, looked at, taken out. */
import { readFile } from "node:fs/promises";

import { sample } from "./support/samples.js";
import { expect, test } from "./support/page.js";

test("what one layer changed has letters", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.layer(5).click();
  await page.getByRole("radio", { name: "Changes of layer 5" }).click();
  await expect(lamina.row("two")).toBeVisible();
  expect(await lamina.rows()).toEqual([
    "srv",
    "M made",
    "A version",
    "www",
    "A generated",
    "A one",
    "A two",
    "var",
    "cache",
    "D b",
  ]);
});

test("the merged files are as of the chosen layer", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.walk("srv", "www", "generated");
  await expect(lamina.row("three")).toBeVisible();
  await expect(lamina.row("one")).toHaveCount(0);
  await page.getByRole("button", { name: "One layer down ([)" }).click();
  await expect(lamina.row("one")).toBeVisible();
  await expect(lamina.row("three")).toHaveCount(0);
});

test("a click opens a directory, a second one closes it", async ({ lamina }) => {
  await lamina.open("web.docker20.tar");
  await lamina.row("etc").click();
  await expect(lamina.row("passwd")).toBeVisible();
  // Coming back to an open directory does not close it.
  await lamina.row("passwd").click();
  await lamina.row("etc").click();
  await expect(lamina.row("passwd")).toBeVisible();
  await lamina.row("etc").click();
  await expect(lamina.row("passwd")).toHaveCount(0);
});

test("the filter keeps what matches and what is above it", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await page.keyboard.press("/");
  await page.keyboard.type("PASS");
  await expect(lamina.row("passwd")).toBeVisible();
  expect(await lamina.rows()).toEqual(["etc", "passwd", "srv", "www", "passwd"]);
  await expect(page.locator("lamina-files footer")).toContainText("2 matches");
  await expect(lamina.row("passwd").locator("mark")).toHaveText("pass");

  await page.getByRole("searchbox").fill("no such thing");
  await expect(page.getByText("Nothing here is called “no such thing”.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(lamina.row("srv")).toBeVisible();
});

test("by size, the biggest first", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.tree.getByRole("button", { name: "Size" }).click();
  await expect(page.getByRole("columnheader", { name: "Size" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await expect.poll(() => lamina.rows()).toEqual(["bin", "srv", "etc", "home", "var"]);
});

test("a file shows its facts and its text", async ({ lamina }) => {
  await lamina.open("web.docker20.tar");
  await lamina.walk("etc", "passwd");
  await expect(lamina.details).toContainText("-rw-r--r--");
  await expect(lamina.details).toContainText("0644");
  await expect(lamina.details).toContainText("147 bytes");
  const passwd = await readFile(sample("src/files/passwd"), "utf8");
  await expect(lamina.preview.locator(".code")).toHaveText(passwd.trim());
  await expect(lamina.preview.locator(".gutter")).toContainText("1");
});

test("older versions of a file are there, and deleted ones", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.layer(5).click();
  await page.keyboard.press("\\");
  await lamina.row("b").click();
  await expect(lamina.details).toContainText("Layer 5 deleted this path.");
  await lamina.details.getByRole("button", { name: /overwritten or deleted since/ }).click();
  await expect(lamina.preview.locator(".code")).toHaveText("cached");

  const download = page.waitForEvent("download");
  await lamina.details.getByRole("button", { name: "Download the version of layer 3" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("b");
  expect(await readFile(await file.path(), "utf8")).toBe("cached\n");
});

test("a file is taken out byte for byte, from gzip layers too", async ({ lamina, page }) => {
  for (const archive of ["web.docker20.tar", "web.podman-oci.tar"]) {
    await lamina.open(archive);
    await lamina.walk("srv", "www");
    await page.keyboard.press("*");
    for (const name of ["bytes.bin", "picture.png", "latin1.txt"]) {
      await lamina.row(name).click();
      await expect(lamina.details.getByRole("heading", { name })).toBeVisible();
      const download = page.waitForEvent("download");
      await lamina.details.getByRole("button", { name: "Download this file" }).click();
      const bytes = await readFile(await (await download).path());
      expect(bytes.equals(await readFile(sample(`src/files/${name}`))), name).toBe(true);
    }
  }
});

test("a picture is shown, other bytes as a dump, and markup as text", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.walk("srv", "www");
  await lamina.row("picture.png").click();
  const picture = lamina.preview.getByRole("img", { name: /picture\.png/ });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
    0,
  );
  await lamina.preview.getByRole("radio", { name: "Bytes" }).click();
  await expect(lamina.preview.locator("lamina-hex-view .row").first()).toContainText("89 50 4e 47");

  await lamina.row("bytes.bin").click();
  await expect(lamina.preview.locator("lamina-hex-view .row").first()).toContainText("000000");

  await lamina.row("page.html").click();
  await expect(lamina.preview.locator(".code")).toContainText("<");
  expect(await page.locator("lamina-preview iframe, lamina-preview script").count()).toBe(0);

  await lamina.row("latin1.txt").click();
  await expect(lamina.preview).toContainText("Windows-1252");
});

test("a link leads to its target", async ({ lamina }) => {
  await lamina.open("web.docker20.tar");
  await lamina.walk("home", "app");
  const link = lamina.tree.getByRole("row", { name: /Symbolic link srv/ });
  await link.click();
  await expect(lamina.details).toContainText("Leads to");
  await lamina.details.getByRole("button", { name: "/srv", exact: true }).click();
  await expect(lamina.details.getByRole("heading", { name: "srv" })).toBeVisible();
  await expect(lamina.details).toContainText("Directory");
});

test("a hard link leads to the name it was made from", async ({ lamina }) => {
  await lamina.open("odd.docker20.tar");
  await lamina.walk("links", "sub", "h3");
  await expect(lamina.details).toContainText("2 names share this content");
  await lamina.details.getByRole("button", { name: "/links/h1", exact: true }).click();
  await expect(lamina.details.getByRole("heading", { name: "h1" })).toBeVisible();
  await expect(lamina.row("h1")).toHaveAttribute("aria-selected", "true");
});

test("odd names are shown so that nothing hides", async ({ lamina, page }) => {
  await lamina.open("odd.docker20.tar");
  await lamina.walk("names");
  await expect(lamina.tree.getByRole("row")).not.toHaveCount(0);
  const texts = (await lamina.rows()).join("");
  // eslint-disable-next-line no-control-regex -- these must not be there
  expect(texts).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/u);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
