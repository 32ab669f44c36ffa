/** The packages of an image, held against what the package managers told of it when it was made. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

import type { Locator } from "@playwright/test";

import { dockerArchive } from "./support/made.js";
import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";
import { sample } from "./support/samples.js";

const truth = readFileSync(sample("packages/image.txt"), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t"));

const panel = ({ page }: Lamina): Locator => page.locator("lamina-packages");

async function openPackages(lamina: Lamina): Promise<void> {
  const bytes = await readFile(sample("packages/image.docker.tar.gz"));
  await lamina.openBytes("image.docker.tar.gz", bytes);
  // An image this small is read unasked.
  await lamina.tab("Packages");
  await expect(panel(lamina).getByRole("radio", { name: /^Packages \d/ })).toBeChecked();
}

/** The texts of the first columns. */
async function cells(lamina: Lamina, count: number): Promise<string[][]> {
  const rows = panel(lamina).locator("tbody tr");
  return rows.evaluateAll(
    (elements, count) =>
      elements.map((row) =>
        [...row.children].slice(0, count).map((cell) => cell.textContent.trim()),
      ),
    count,
  );
}

test("every package is there once, in its version", async ({ lamina }) => {
  await openPackages(lamina);
  const kinds: Record<string, string> = { deb: "Debian", npm: "npm" };
  const expected = truth.map(([kind = "", name = "", version = ""]) => [
    kind === "java" ? `commons-cli:${name}` : name,
    version,
    kinds[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1),
  ]);
  const byText = (rows: string[][]): string[] => rows.map((row) => row.join(" ")).toSorted();
  expect(byText(await cells(lamina, 3))).toEqual(byText(expected));
  await expect(panel(lamina)).toContainText("Debian GNU/Linux 12 (bookworm)");
});

test("kinds and a filter narrow the list, headers sort it", async ({ lamina }) => {
  await openPackages(lamina);
  const go = truth.filter(([kind]) => kind === "go").length;
  await panel(lamina)
    .getByRole("radio", { name: `Go ${go}` })
    .click();
  expect(await cells(lamina, 1)).toHaveLength(go);
  await panel(lamina).getByRole("searchbox", { name: "Filter by name" }).fill("STD");
  expect(await cells(lamina, 2)).toEqual([["stdlib", "1.20.12"]]);
  await expect(panel(lamina).getByRole("status")).toHaveText(`1 of ${truth.length} packages`);
  await panel(lamina).getByRole("searchbox").fill("no such");
  await expect(panel(lamina)).toContainText("No package here is called “no such”.");
  await panel(lamina).getByRole("searchbox").fill("");
  await panel(lamina).getByRole("radio", { name: "All" }).click();
  const head = panel(lamina).getByRole("columnheader", { name: "Name" });
  const names = (await cells(lamina, 1)).flat();
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  expect((await cells(lamina, 1)).flat()).toEqual(names.toReversed());
});

test("the files of a package are those its manager lists, and open", async ({ lamina, page }) => {
  await openPackages(lamina);
  const row = panel(lamina).getByRole("button", { name: "sensible-utils", exact: true });
  await row.focus();
  await page.keyboard.press("Enter");
  await expect(row).toHaveAttribute("aria-expanded", "true");
  const listed = readFileSync(sample("packages/sensible-utils.txt"), "utf8").trim().split("\n");
  const facts = panel(lamina).locator(".facts");
  const shown = (await facts.locator("li").allTextContents()).map((text) => text.trim());
  expect(shown.length).toBeGreaterThan(0);
  for (const path of shown) expect(listed).toContain(path);
  expect(shown).toContain("/usr/bin/sensible-editor");
  await expect(facts).toContainText("pkg:deb/debian/sensible-utils@0.0.17%2Bnmu1");

  await facts.getByRole("button", { name: "/usr/bin/sensible-editor" }).click();
  await expect(lamina.details.getByRole("heading", { name: "sensible-editor" })).toBeVisible();
  await expect(lamina.preview).toContainText("#!/bin/sh");
  // The reader finds the list as it was left.
  await lamina.tab("Packages");
  await expect(row).toHaveAttribute("aria-expanded", "true");
});

test("what a later layer took away or replaced is told, and its record opens", async ({
  lamina,
}) => {
  await openPackages(lamina);
  await panel(lamina)
    .getByRole("radio", { name: /^Only in older layers/ })
    .click();
  const rows = await cells(lamina, 5);
  const told = rows.map(([name, version, , , now]) => [name, version, now]);
  expect(told).toContainEqual(["hostname", "3.23+nmu1", "nothing"]);
  expect(told).toContainEqual(["six", "1.15.0", "1.16.0"]);
  expect(told).toContainEqual(["is-number", "6.0.0", "nothing"]);
  await panel(lamina).getByRole("row", { name: "is-number" }).getByRole("button").click();
  await expect(lamina.details).toContainText("This is the version that layer 1 wrote.");
  await expect(lamina.preview).toContainText("is-number");
});

test("files of no package are listed, the largest first", async ({ lamina }) => {
  await lamina.openBytes(
    "made.tar",
    dockerArchive([
      { name: "small", content: "a" },
      { name: "large", content: "a".repeat(5000) },
      { name: "middle", content: "a".repeat(50) },
    ]),
  );
  await lamina.tab("Packages");
  await expect(panel(lamina)).toContainText("No package manager or build tool left its mark");
  await expect(panel(lamina)).toContainText("does not say which distribution");
  await panel(lamina).getByRole("radio", { name: "Files of no package 3" }).click();
  expect(await cells(lamina, 1)).toEqual([["/large"], ["/middle"], ["/small"]]);
  await expect(panel(lamina).getByRole("status")).toHaveText("3 files, 5.05 kB");
  await panel(lamina).getByRole("searchbox", { name: "Filter by path" }).fill("mid");
  await expect(panel(lamina).getByRole("status")).toHaveText("1 of 3 files, 50 B");
});

test("a long list is shown in pieces", async ({ lamina }) => {
  const entries = Array.from({ length: 450 }, (_, at) => ({ name: `f${at}`, content: "a" }));
  await lamina.openBytes("made.tar", dockerArchive(entries));
  await lamina.tab("Packages");
  await panel(lamina).getByRole("radio", { name: "Files of no package 450" }).click();
  expect(await cells(lamina, 1)).toHaveLength(200);
  await panel(lamina).getByRole("button", { name: "Show 200 more" }).click();
  await panel(lamina).getByRole("button", { name: "Show 50 more" }).click();
  expect(await cells(lamina, 1)).toHaveLength(450);
});

for (const { name, ending } of [
  { name: "CycloneDX", ending: "cdx.json" },
  { name: "SPDX", ending: "spdx.json" },
]) {
  test(`the list is saved as ${name}`, async ({ lamina, page }) => {
    await openPackages(lamina);
    const coming = page.waitForEvent("download");
    await panel(lamina).getByRole("button", { name }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(new RegExp(`^[\\w.-]+\\.${ending}$`));
    const document = JSON.parse(await readFile(await download.path(), "utf8")) as {
      components?: { name: string }[];
      packages?: { name: string }[];
    };
    // SPDX has no field for Maven's group: it stands before the name.
    const names = (document.components ?? document.packages ?? []).map(({ name }) =>
      name.replace(/^commons-cli:/, ""),
    );
    for (const [, expected = ""] of truth) expect(names).toContain(expected);
  });
}
