/** axe finds nothing, on any screen, in light and in dark, wide and narrow. */
import { readFile } from "node:fs/promises";

import AxeBuilder from "@axe-core/playwright";

import { dockerArchive } from "./support/made.js";
import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";
import { sample } from "./support/samples.js";

async function check({ page }: Lamina): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const told = violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
  expect(told).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 400]) {
    test.describe(`${colorScheme}, ${width} pixels wide`, () => {
      // axe looks at every element, many times.
      test.describe.configure({ timeout: 120_000 });
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test("the first screen and an error", async ({ lamina, page }, info) => {
        await check(lamina);
        const { writeFile } = await import("node:fs/promises");
        const file = info.outputPath("no.tar");
        await writeFile(file, "no");
        await lamina.choose(file);
        await expect(page.getByRole("alert")).toBeVisible();
        await check(lamina);
      });

      test("files, changes, a file", async ({ lamina, page }) => {
        await lamina.open("web.docker20.tar");
        await expect(lamina.row("etc")).toBeVisible();
        await check(lamina);
        await page.keyboard.press("[");
        await page.keyboard.press("\\");
        await lamina.row("b").click();
        await expect(lamina.details).toContainText("deleted this path");
        await check(lamina);
        await lamina.details
          .getByRole("button", { name: /^Difference between/ })
          .first()
          .click();
        await expect(
          lamina.page.getByRole("region", { name: "What is different" }),
        ).not.toHaveCount(0);
        await check(lamina);
        await page.keyboard.press("Escape");
        await page.keyboard.press("\\");
        await lamina.walk("etc", "passwd");
        await expect(lamina.preview.locator(".code")).toBeVisible();
        await check(lamina);
        await page.keyboard.press("Escape");
        await lamina.walk("srv", "www", "page.html");
        await expect(lamina.preview.locator(".hl-tag").first()).toBeVisible();
        await check(lamina);
      });

      test("search: what is found, where it leads, what is wrong", async ({ lamina, page }) => {
        await lamina.open("web.docker20.tar");
        await lamina.tab("Search");
        const search = page.locator("lamina-search");
        const choose = (name: string): Promise<void> =>
          search.getByRole("radio", { name, exact: true }).click();
        await expect(search.getByRole("searchbox")).toBeVisible();
        await check(lamina);
        await choose("Contents");
        await choose("Every layer");
        await search.getByRole("searchbox").fill("root");
        await page.keyboard.press("Enter");
        await expect(search.locator(".said")).toContainText("8 matches");
        await page.keyboard.press("ArrowDown");
        await check(lamina);
        await choose("Regex");
        await search.getByRole("searchbox").fill("(");
        await page.keyboard.press("Enter");
        await expect(search.locator(".help.wrong")).toBeVisible();
        await check(lamina);
        await choose("Permissions");
        await search.getByRole("button", { name: "All of these" }).click();
        await expect(search.locator(".said")).toContainText("1 match");
        await check(lamina);
        await choose("Names");
        await search.getByRole("searchbox").fill("generated");
        await expect(search.locator(".mark").first()).toBeVisible();
        await check(lamina);
      });

      test("space", async ({ lamina, page }) => {
        await lamina.open("odd.docker20.tar");
        await lamina.tab("Space");
        await page.getByRole("listbox", { name: "Map of /" }).focus();
        await page.getByText("Why dive counts otherwise").click();
        await page.locator("lamina-space-layers [aria-expanded]").first().click();
        await check(lamina);
        for (const table of await page.getByRole("radio", { name: "Table" }).all()) {
          await table.click();
        }
        await expect(page.getByRole("table", { name: "What is in /" })).toBeVisible();
        await check(lamina);
      });

      test("packages, secrets, permissions", async ({ lamina, page }) => {
        await lamina.openBytes(
          "image.docker.tar.gz",
          await readFile(sample("packages/image.docker.tar.gz")),
        );
        await lamina.tab("Packages");
        await page.getByRole("button", { name: "sensible-utils", exact: true }).click();
        await check(lamina);
        await page.getByRole("radio", { name: /^Only in older layers/ }).click();
        await check(lamina);
        await page.getByRole("radio", { name: /^Files of no package/ }).click();
        await check(lamina);
        await lamina.tab("Secrets");
        await expect(page.getByText("That does not say that there is none.")).toBeVisible();
        await check(lamina);
        await lamina.openBytes(
          "made.tar",
          dockerArchive(
            [
              { name: ".env", content: "DB_PASSWORD=h7-Tq9.vLx2_wR\n" },
              { name: "run", content: "a", mode: 0o4755 },
            ],
            [{ name: ".wh..env", content: "" }],
          ),
        );
        await lamina.tab("Secrets");
        await page.getByRole("button", { name: /^Show the secret/ }).click();
        await check(lamina);
      });

      test("two images compared", async ({ lamina, page }) => {
        await lamina.open("pair.containerd26.tar");
        await lamina.tab("Compare");
        await check(lamina);
        const panel = page.locator("lamina-compare");
        await panel.getByRole("button", { name: "Compare", exact: true }).click();
        await panel.locator("[data-key$='/srv']").click();
        await panel.locator("[data-key$='/version']").click();
        await expect(panel.locator("lamina-difference .code").first()).toBeVisible();
        await check(lamina);
        if (width < 800) await panel.getByRole("button", { name: "Back to the list" }).click();
        await check(lamina);
        await panel.getByRole("radio", { name: /Configuration/ }).click();
        await check(lamina);
        await panel.getByRole("radio", { name: "Packages" }).click();
        await check(lamina);
      });

      test("history, config, saving, notes, keys", async ({ lamina, page }) => {
        await lamina.open("odd.skopeo-oci-zstd.tar");
        await check(lamina);
        await page.getByRole("button", { name: /\d+ notes?/ }).click();
        await check(lamina);
        await page.keyboard.press("Escape");
        await page.keyboard.press("?");
        await check(lamina);
        await page.keyboard.press("Escape");
        await lamina.open("pair.docker26.tar");
        await lamina.tab("History");
        await page.locator("lamina-history [aria-expanded]").first().click();
        await check(lamina);
        await page.getByRole("radio", { name: "Dockerfile" }).click();
        await expect(page.getByRole("region", { name: "Dockerfile" })).toBeVisible();
        await check(lamina);
        await lamina.tab("Config");
        await check(lamina);
        await lamina.tab("Edit & save");
        await lamina.save.getByRole("checkbox").first().uncheck();
        await lamina.save.getByRole("textbox").first().fill("NO");
        await lamina.save.getByRole("textbox").first().press("Enter");
        await expect(lamina.save.getByRole("alert")).toBeVisible();
        await check(lamina);
      });
    });
  }
}
