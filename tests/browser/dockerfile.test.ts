/** The Dockerfile made from an image, beside its history. */
import { readFile } from "node:fs/promises";

import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";
import { sample } from "./support/samples.js";

/** The instructions that a real Dockerfile has, by their first words, joined over continued lines. */
async function instructions(name: string): Promise<string[]> {
  const text = await readFile(sample(`src/${name}`), "utf8");
  return text.split("\n").flatMap((line) => /^[A-Z]+(?= )/.exec(line)?.[0] ?? []);
}

async function open(lamina: Lamina, archive: string, image?: RegExp): Promise<void> {
  await lamina.open(archive);
  if (image) await lamina.page.getByRole("option", { name: image }).click();
  await lamina.tab("History");
  await lamina.page.getByRole("radio", { name: "Dockerfile" }).click();
  await expect(lamina.page.getByRole("region", { name: "Dockerfile" })).toBeVisible();
}

/** Number and text of each line of the file, as it is shown. */
async function lines({ page }: Lamina): Promise<string[]> {
  return page
    .locator("lamina-dockerfile ol:not(.below) > .row")
    .evaluateAll((rows) =>
      rows.map(
        (row) =>
          `${row.querySelector(".no")?.textContent ?? ""} ${row.querySelector("code")?.textContent ?? ""}`,
      ),
    );
}

test("a lone image has all its steps, and marks at what is not known", async ({ lamina, page }) => {
  await open(lamina, "web.docker20.tar");
  const shown = await lines(lamina);
  expect(shown.map((line) => line.split(" ")[0])).toEqual(shown.map((_, at) => String(at + 1)));
  const words = page.locator("lamina-dockerfile .is-instruction");
  // Without the image that it was built from, the steps of both Dockerfiles are there.
  const [, ...stack] = await instructions("pair/stack.dockerfile");
  const [, ...web] = await instructions("pair/web.dockerfile");
  expect(await words.allTextContents()).toEqual(["FROM", ...stack, ...web]);
  await expect(page.getByRole("button", { name: /of the base image/ })).toHaveCount(0);

  const copy = page.locator("lamina-dockerfile .row", { hasText: "/bin/sh" }).filter({
    hasText: "COPY",
  });
  await expect(copy.locator(".is-unknown")).toHaveText(/^<unknown-file-[0-9a-f]+>$/);
  await expect(copy.getByText("Not known in full")).toBeAttached();
  const run = page.locator("lamina-dockerfile .row", { hasText: "RUN echo" });
  await expect(run.getByText("Not known in full")).toHaveCount(0);
});

test("the steps of the base image are folded under FROM", async ({ lamina, page }) => {
  await open(lamina, "pair.docker20.tar", /localhost\/web/);
  const dockerfile = page.locator("lamina-dockerfile");
  const words = dockerfile.locator("ol:not(.below) > .row .is-instruction");
  expect(await words.allTextContents()).toEqual(await instructions("pair/web.dockerfile"));
  await expect(dockerfile.getByText("FROM localhost/stack:1.0")).toBeVisible();

  const [, ...stack] = await instructions("pair/stack.dockerfile");
  const fold = dockerfile.getByRole("button", { name: `${stack.length} steps of the base image` });
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await fold.press("Enter");
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  const below = dockerfile.locator(".below .is-instruction");
  expect(await below.allTextContents()).toEqual(stack);
  expect((await dockerfile.locator(".below .no").allTextContents()).join("")).toBe("");
});

test("what BuildKit wrote down is there as it was written", async ({ lamina, page }) => {
  await open(lamina, "web.docker20-buildkit.tar");
  await expect(page.locator("lamina-dockerfile")).toContainText(
    "COPY files/passwd files/group /etc/",
  );
  await expect(page.locator("lamina-dockerfile .is-unknown")).toHaveCount(0);
  await open(lamina, "multi.buildkit-oci.tar", /arm64/);
  await expect(page.locator("lamina-dockerfile")).toContainText("COPY arch-arm64 /etc/arch");
  await page.getByRole("option", { name: /amd64/ }).click();
  await expect(page.locator("lamina-dockerfile")).toContainText("COPY arch-amd64 /etc/arch");
});

test("it is copied and downloaded as it is shown", async ({ lamina, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(lamina, "pair.docker20.tar", /localhost\/web/);
  const shown = (await lines(lamina)).map((line) => line.replace(/^\d+ /, "")).join("\n");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as Dockerfile" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("Dockerfile");
  expect(await readFile(await file.path(), "utf8")).toBe(`${shown}\n`);
  await page.getByRole("button", { name: "Copy the Dockerfile" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(`${shown}\n`);
});

test("a layer leads to what it changed, and the choice is kept", async ({ lamina, page }) => {
  await open(lamina, "web.docker20.tar");
  const row = page.locator("lamina-dockerfile .row", { hasText: "RUN echo" });
  await row.getByRole("button", { name: "Show what layer 5 changed" }).click();
  await expect(page.getByRole("radio", { name: "Changes of layer 5" })).toBeChecked();
  await expect(lamina.row("version")).toBeVisible();
  await lamina.tab("History");
  await expect(page.getByRole("radio", { name: "Dockerfile" })).toBeChecked();
  await page.getByRole("radio", { name: "Steps" }).click();
  await expect(page.getByRole("columnheader", { name: "Created by" })).toBeVisible();
});
