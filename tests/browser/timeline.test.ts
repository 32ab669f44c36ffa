/** Every version of a path, newest first, and the way through the layers. */
import { readFile } from "node:fs/promises";

import type { Locator } from "@playwright/test";

import { dockerArchive } from "./support/made.js";
import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";

const BIG = "x".repeat(9 * 1024 * 1024);

/** One path after the other, through all that layers can do to it. */
const MADE = dockerArchive(
  [
    { name: "d", type: "5" },
    { name: "d/file", content: "first line\n" },
    { name: "d/same", content: "equal\n" },
    { name: "d/link", type: "2", link: "file" },
    { name: "d/big", content: BIG },
    { name: "gone", type: "5" },
    { name: "gone/a", content: "a\n" },
    { name: "opaque", type: "5" },
    { name: "opaque/a", content: "a\n" },
    { name: "opaque/b", content: "b\n" },
  ],
  [
    { name: "d/file", content: "other line\n" },
    { name: "d/same", content: "equal\n", mode: 0o755, owner: 33 },
    { name: "d/link", type: "2", link: "same" },
    { name: "d/big", content: BIG.replace(/.$/, "y") },
    { name: ".wh.gone", content: "" },
    { name: "opaque", type: "5" },
    { name: "opaque/.wh..wh..opq", content: "" },
  ],
  [
    { name: "d/.wh.file", content: "" },
    { name: "d/link", type: "5" },
    { name: "gone", type: "5" },
    { name: "gone/a", content: "again\n" },
  ],
  [{ name: "d/file", content: "a much longer line\n" }],
);

function versions({ page }: Lamina): Locator {
  return page.locator("lamina-timeline").getByRole("listitem");
}

async function deeds(lamina: Lamina): Promise<string[]> {
  return versions(lamina).evaluateAll((items) =>
    items.map(
      (item) =>
        `${item.querySelector(".chip")?.textContent.trim() ?? ""} ${item.querySelector(".deed")?.textContent.trim() ?? ""}`,
    ),
  );
}

test.describe("of a made archive", () => {
  test.beforeEach(async ({ lamina }) => {
    await lamina.openBytes("made.tar", MADE);
  });

  test("each version says what its layer did, the newest first", async ({ lamina }) => {
    await lamina.walk("d", "file");
    await expect
      .poll(() => deeds(lamina))
      .toEqual(["4 File added again", "3 Deleted", "2 Content changed", "1 File added"]);
    await expect(versions(lamina).nth(2)).toContainText("step 1");

    await lamina.row("same").click();
    await expect
      .poll(() => deeds(lamina))
      .toEqual(["2 Only mode and owner changed", "1 File added"]);
    await expect(versions(lamina).first()).toContainText("0644 → becomes 0755");
    await expect(versions(lamina).first()).toContainText("0:0 → becomes 33:33");

    await lamina.row("link").click();
    await expect
      .poll(() => deeds(lamina))
      .toEqual([
        "3 Symbolic link replaced: Directory",
        "2 Leads elsewhere",
        "1 Symbolic link added",
      ]);
    await expect(versions(lamina).nth(1)).toContainText("file → becomes same");
  });

  test("a path that went with its directory says so", async ({ lamina, page }) => {
    await lamina.layer(2).click();
    await page.keyboard.press("\\");
    const filter = page.getByRole("searchbox");
    await filter.fill("opaque/a");
    await expect.poll(() => lamina.rows()).toEqual(["opaque", "D a"]);
    await lamina.tree.locator("[data-row]").last().click();
    await expect
      .poll(() => deeds(lamina))
      .toEqual([
        "2 Hidden with all that was in /opaque, which this layer emptied or made anew",
        "1 File added",
      ]);
    await filter.fill("gone/a");
    await expect.poll(() => lamina.rows()).toEqual(["D gone", "D a"]);
    await lamina.tree.locator("[data-row]").last().click();
    await expect
      .poll(() => deeds(lamina))
      .toEqual(["3 File added again", "2 Deleted with the directory /gone", "1 File added"]);
  });

  test("large files of equal size are compared when asked", async ({ lamina }) => {
    await lamina.walk("d", "big");
    const newest = versions(lamina).first();
    await expect(newest).toContainText("contents not compared");
    await newest.getByRole("button", { name: /^Compare the contents/ }).click();
    await expect.poll(() => deeds(lamina)).toEqual(["2 Content changed", "1 File added"]);
    // It stays known.
    await lamina.row("same").click();
    await expect.poll(() => deeds(lamina)).toContain("2 Only mode and owner changed");
    await lamina.row("big").click();
    await expect.poll(() => deeds(lamina)).toEqual(["2 Content changed", "1 File added"]);
  });

  test("a version is opened and taken out, a deleted one too", async ({ lamina, page }) => {
    await lamina.walk("d", "file");
    await versions(lamina)
      .nth(2)
      .getByRole("button", { name: /Content changed/ })
      .click();
    await expect(lamina.preview.locator(".code")).toHaveText("other line");
    await expect(versions(lamina).nth(2).getByRole("button", { pressed: true })).toHaveCount(1);
    const download = page.waitForEvent("download");
    await versions(lamina).nth(3).getByRole("button", { name: "Download" }).click();
    expect(await readFile(await (await download).path(), "utf8")).toBe("first line\n");
  });

  test("neighbours and any two that are ticked are shown as a difference", async ({
    lamina,
    page,
  }) => {
    await lamina.walk("d", "file");
    const difference = page.locator("lamina-difference");
    await page.getByRole("button", { name: "Difference between layers 1 and 2" }).click();
    await expect(difference).toContainText("first line");
    await expect(difference).toContainText("other line");
    await expect(lamina.preview).toHaveCount(0);

    await page.getByRole("button", { name: "Close the difference" }).click();
    await expect(lamina.preview).toBeVisible();
    const tick = (layer: number): Locator =>
      page.getByRole("checkbox", { name: `Compare the version of layer ${layer}` });
    await expect(page.getByRole("checkbox", { name: /^Compare/, checked: true })).toHaveCount(0);
    await tick(4).check();
    await expect(difference).toHaveCount(0);
    await tick(1).check();
    await expect(difference).toContainText("first line");
    await expect(difference).toContainText("a much longer line");
    // A third takes the place of the first.
    await tick(2).check();
    await expect(tick(4)).not.toBeChecked();
    await expect(difference).toContainText("other line");

    await page.getByRole("button", { name: "Difference between layers 2 and 3" }).click();
    await expect(difference).toContainText("other line");
    await expect(difference).not.toContainText("first line");
    await lamina.row("same").click();
    await expect(lamina.preview).toBeVisible();
    await expect(difference).toHaveCount(0);
  });
});

test("the slider goes through the layers, and the path stays", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.walk("srv", "made");
  const slider = page.getByRole("slider", { name: "Layer" });
  await expect(slider).toHaveAttribute("aria-valuetext", /^6 of 6: RUN/);
  await slider.press("ArrowLeft");
  await expect(slider).toHaveAttribute("aria-valuetext", /^5 of 6: RUN/);
  await expect(page.getByRole("radio", { name: "Files up to layer 5" })).toBeChecked();
  await expect(slider).toBeFocused();
  await expect(lamina.row("made")).toHaveAttribute("aria-selected", "true");
  // What the layer changed is marked among the rest too.
  expect(await lamina.rows()).toContain("M made");
  await slider.press("Home");
  await expect(page.getByRole("radio", { name: "Files up to layer 1" })).toBeChecked();
  await expect(lamina.details).toContainText("There is no such path up to the chosen layer.");
  await slider.press("End");
  await expect(lamina.row("made")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("[");
  await expect(slider).toHaveAttribute("aria-valuetext", /^5 of 6/);
});
