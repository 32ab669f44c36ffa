/** Images are kept, dropped and named, and the archive that comes of it is real. */
import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { saved } from "./support/save.js";
import { sample } from "./support/samples.js";
import { expect, test } from "./support/page.js";

const then = (page: Page): Promise<string> =>
  page.locator("lamina-save .sizes strong").nth(1).innerText();

test("nothing done: the same size, the same ids", async ({ lamina, page }) => {
  await lamina.open("pair.docker26.tar");
  await lamina.tab("Edit & save");
  await expect(page.getByText("the same size")).toBeVisible();
  await expect(lamina.save.getByRole("button", { name: "Undo" })).toBeDisabled();
  await expect(lamina.save.getByText("the same", { exact: true })).toHaveCount(2);
  const file = await readFile(await (await saved(lamina)).path());
  expect(file.length).toBe((await readFile(sample("pair.docker26.tar"))).length);
});

test("an image dropped, another renamed; saved, checked, opened again", async ({
  lamina,
  page,
}) => {
  await lamina.open("pair.docker26.tar");
  await lamina.tab("Edit & save");
  const { save } = lamina;
  await save.getByRole("checkbox", { name: /localhost\/worker:1.0/ }).uncheck();
  await expect(save.getByText("dropped", { exact: true })).toBeVisible();

  await save.getByRole("button", { name: /name localhost\/web:latest away/ }).click();
  const name = save.getByRole("textbox", { name: /New name for localhost\/web:1.0/ });
  await name.fill("Wrong Name");
  await name.press("Enter");
  await expect(save.getByRole("alert")).toContainText("Wrong Name");
  await name.fill("mirror.example/web");
  await name.press("Enter");
  // As docker tag does, a name without a tag gets one.
  await expect(save.locator(".tag.new")).toHaveText("mirror.example/web:latest");
  await save.getByRole("radio", { name: /files that no image refers to/ }).check();
  await expect(page.locator("lamina-save .freed.some")).toBeVisible();

  const download = await saved(lamina);
  await expect(save.getByText("Checked, and handed to the browser's downloads.")).toBeVisible();
  await expect(save.getByText(/^docker load -i .*\.tar$/)).toBeVisible();
  const exact = /→ ([\d,]+) bytes/
    .exec(await save.locator(".plan").innerText())?.[1]
    ?.replaceAll(",", "");
  const file = await download.path();
  expect((await readFile(file)).length).toBe(Number(exact));

  await lamina.choose(file);
  const images = page.getByRole("listbox", { name: "1 image" });
  await expect(images).toContainText("e8bfe3eadf8a");
  await expect(images).toContainText("localhost/web:1.0");
  await expect(images).toContainText("mirror.example/web:latest");
  await expect(images).not.toContainText("localhost/web:latest");
  await lamina.tab("Files");
  await lamina.walk("etc", "passwd");
  await expect(lamina.preview.locator(".code")).toContainText("root:x:0:0");
});

test("undo and redo go through the steps", async ({ lamina, page }) => {
  await lamina.open("pair.docker26.tar");
  await lamina.tab("Edit & save");
  const before = await then(page);
  await lamina.save.getByRole("button", { name: "Only this" }).first().click();
  await expect.poll(() => then(page)).not.toBe(before);
  const after = await then(page);
  await lamina.save.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => then(page)).toBe(before);
  await lamina.save.getByRole("button", { name: "Redo" }).click();
  await expect.poll(() => then(page)).toBe(after);
  // The steps outlive a look at another tab.
  await lamina.tab("History");
  await lamina.tab("Edit & save");
  await expect.poll(() => then(page)).toBe(after);
});

test("an archive without an image is refused before it is written", async ({ lamina }) => {
  await lamina.open("web.docker20.tar");
  await lamina.tab("Edit & save");
  await lamina.save.getByRole("checkbox").uncheck();
  await expect(lamina.save.getByText(/No image would be left/)).toBeVisible();
  await expect(lamina.save.getByRole("button", { name: "Save archive" })).toBeDisabled();
});

test("the platforms of a name are kept apart and named together", async ({ lamina, page }) => {
  await lamina.open("multi.containerd26.tar");
  await lamina.tab("Edit & save");
  const { save } = lamina;
  await save.getByRole("button", { name: "Only this" }).nth(1).click();
  await save.getByRole("textbox").fill("arm:1");
  await save.getByRole("textbox").press("Enter");
  await expect(save.locator(".tag.new")).toHaveText("arm:1");
  const download = await saved(lamina);
  await lamina.choose(await download.path());
  const images = page.getByRole("listbox", { name: "1 image" });
  await expect(images).toContainText("linux/arm64");
  await expect(images).toContainText("arm:1");
  await expect(images).toContainText("localhost/multi:26");
});

test("with a save dialog it is written there as a stream, and read back", async ({
  lamina,
  page,
}) => {
  await lamina.open("pair.docker26.tar");
  await lamina.tab("Edit & save");
  // No test can press the system's dialog; the place it would give is a real file all the same.
  await page.evaluate(() => {
    Object.defineProperty(window, "showSaveFilePicker", {
      value: async () => {
        const root = await navigator.storage.getDirectory();
        return root.getFileHandle("out.tar", { create: true });
      },
    });
  });
  await lamina.save.getByRole("button", { name: "Only this" }).first().click();
  await lamina.save.getByRole("button", { name: "Save archive" }).click();
  await expect(
    lamina.save.getByText("out.tar is written, read back and as planned."),
  ).toBeVisible();
  const size = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    return (await (await root.getFileHandle("out.tar")).getFile()).size;
  });
  await expect(
    lamina.save.getByText(new RegExp(`→ ${size.toLocaleString("en-GB")} bytes`)),
  ).toBeVisible();
});

test("a dialog that is closed is no failure", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.tab("Edit & save");
  await page.evaluate(() => {
    Object.defineProperty(window, "showSaveFilePicker", {
      value: () => Promise.reject(new DOMException("closed", "AbortError")),
    });
  });
  const button = lamina.save.getByRole("button", { name: "Save archive" });
  await button.click();
  await expect(button).toBeEnabled();
  await expect(lamina.save.locator(".note.error")).toHaveCount(0);
});
