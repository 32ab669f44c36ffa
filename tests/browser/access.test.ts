/** axe finds nothing, on any screen, in light and in dark, wide and narrow. */
import AxeBuilder from "@axe-core/playwright";

import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";

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
