/** The Search tab: what it finds, how it says so, and where a result leads. */
import { createHash } from "node:crypto";

import type { Locator } from "@playwright/test";

import { dockerArchive } from "./support/made.js";
import type { MadeEntry } from "./support/made.js";
import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";
import { withoutLayer } from "./support/samples.js";

const LINES = Array.from({ length: 400 }, (_, at) => `line ${at + 1}\n`);
LINES[299] = "here is a Needle in line 300\n";

const MADE = dockerArchive(
  [
    { name: "etc", type: "5" },
    { name: "etc/hello", content: "first\nthe needle\n" },
    { name: "etc/gone", content: "another needle\n" },
    { name: "etc/long.conf", content: LINES.join("") },
    { name: "etc/binary", content: `\0\0\0\0needle\0` },
    { name: "etc/run", content: "#!/bin/sh\n", mode: 0o4755 },
    { name: "etc/shared", type: "5", mode: 0o777 },
  ],
  [{ name: "etc/.wh.gone", content: "" }],
);

class SearchPanel {
  readonly root: Locator;
  readonly rows: Locator;
  readonly status: Locator;
  readonly field: Locator;

  constructor(lamina: Lamina) {
    this.root = lamina.page.locator("lamina-search");
    this.rows = this.root.getByRole("treeitem");
    this.status = this.root.locator(".said");
    this.field = this.root.getByRole("searchbox");
  }

  choose(radio: string): Promise<void> {
    return this.root.getByRole("radio", { name: radio, exact: true }).click();
  }

  row(path: string): Locator {
    return this.rows.filter({ has: this.root.page().locator(`.path[title="${path}"]`) });
  }

  /** The paths that are listed, sorted. */
  async paths(): Promise<string[]> {
    const titles = await this.rows
      .locator(".path")
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("title") ?? ""));
    return titles.toSorted();
  }
}

async function opened(lamina: Lamina, bytes = MADE): Promise<SearchPanel> {
  await lamina.openBytes("made.tar", bytes);
  await lamina.tab("Search");
  return new SearchPanel(lamina);
}

test("contents: the lines with what was found, and what only a layer has", async ({
  lamina,
  page,
}) => {
  const search = await opened(lamina);
  await search.choose("Contents");
  await search.field.fill("needle");
  await search.field.press("Enter");
  await expect(search.status).toContainText("3 matches in 3 files");
  expect(await search.paths()).toEqual(["/etc/binary", "/etc/hello", "/etc/long.conf"]);
  const lines = search.root.locator("[aria-level='2']");
  await expect(lines.filter({ hasText: "the needle" })).toContainText("Line 2:");
  await expect(lines.filter({ hasText: "Line 300:" }).locator("mark")).toHaveText("Needle");
  await expect(lines.filter({ hasText: "Offset 0x4:" }).locator("mark")).toHaveText(
    "6e 65 65 64 6c 65",
  );
  // Those who hear the page are told.
  await expect(page.locator(".heard[aria-live=polite]")).toContainText("3 matches in 3 files");

  await search.root.getByRole("checkbox", { name: "Ignore case" }).uncheck();
  await search.root.getByRole("button", { name: "Search", exact: true }).click();
  await expect(search.status).toContainText("2 matches in 2 files");

  await search.choose("Every layer");
  await search.field.press("Enter");
  await expect(search.status).toContainText("3 matches in 3 files");
  await expect(search.row("/etc/gone")).toContainText("not seen");
  await expect(search.row("/etc/hello")).not.toContainText("not seen");

  await search.root.getByRole("textbox", { name: "Only in files named" }).fill("g*");
  await search.field.press("Enter");
  await expect(search.status).toContainText("1 match in 1 file");
  expect(await search.paths()).toEqual(["/etc/gone"]);
});

test("hex and SHA-256 find files by their bytes", async ({ lamina }) => {
  const search = await opened(lamina);
  await search.choose("Contents");
  await search.choose("Hex");
  await search.field.fill("00 6e ?? 65 64");
  await search.field.press("Enter");
  await expect(search.status).toContainText("1 match in 1 file");
  expect(await search.paths()).toEqual(["/etc/binary"]);

  await search.choose("SHA-256");
  await search.field.fill(createHash("sha256").update("another needle\n").digest("hex"));
  await search.field.press("Enter");
  await expect(search.root.getByText("Nothing was found.")).toBeVisible();
  await search.root.getByRole("button", { name: /every layer/i }).click();
  await expect(search.row("/etc/gone")).toBeVisible();
});

test("names are found while typing, by text, glob and expression", async ({ lamina }) => {
  const search = await opened(lamina);
  await search.field.fill("HELL");
  await expect(search.row("/etc/hello")).toBeVisible();
  await expect(search.row("/etc/hello").locator("mark")).toHaveText("hell");
  await search.choose("Glob");
  await search.field.fill("*.conf");
  await expect(search.row("/etc/long.conf")).toBeVisible();
  expect(await search.paths()).toEqual(["/etc/long.conf"]);
  await search.choose("Regex");
  await search.field.fill("^(run|binary)$");
  await expect(search.row("/etc/run")).toBeVisible();
  expect(await search.paths()).toEqual(["/etc/binary", "/etc/run"]);
});

test("a wrong pattern is told below its own field", async ({ lamina }) => {
  const search = await opened(lamina);
  await search.choose("Contents");
  await search.choose("Regex");
  await search.field.fill("a(b");
  await search.field.press("Enter");
  await expect(search.field).toHaveAttribute("aria-invalid", "true");
  await expect(search.field).toHaveAccessibleDescription(/wrong at character 2/);
  await search.field.fill("needle");
  await expect(search.field).toHaveAttribute("aria-invalid", "false");

  const files = search.root.getByRole("textbox", { name: "Only in files named" });
  await files.fill("[a");
  await files.press("Enter");
  await expect(files).toHaveAttribute("aria-invalid", "true");
  await expect(files).toHaveAccessibleDescription(/glob is wrong/);
  await expect(search.field).toHaveAttribute("aria-invalid", "false");
});

test("special permissions are one click each", async ({ lamina }) => {
  const search = await opened(lamina);
  await search.choose("Permissions");
  await search.root.getByRole("button", { name: "All of these" }).click();
  await expect(search.status).toContainText("2 matches");
  await expect(search.row("/etc/run")).toContainText("setuid");
  await expect(search.row("/etc/shared")).toContainText("Writable by all");
  const one = search.root.getByRole("button", { name: "setuid", exact: true });
  await one.click();
  await expect(one).toHaveAttribute("aria-pressed", "true");
  await expect(search.status).toContainText("1 match");
  expect(await search.paths()).toEqual(["/etc/run"]);
});

test("a result leads to the file and its line; a deleted one to its version", async ({
  lamina,
  page,
}) => {
  const search = await opened(lamina);
  await search.choose("Contents");
  await search.choose("Every layer");
  await search.field.fill("needle");
  await search.field.press("Enter");
  await expect(search.status).toContainText("4 matches in 4 files");

  await search.root.getByText("here is a Needle").click();
  await expect(page.getByRole("tab", { name: "Files" })).toBeFocused();
  await expect(lamina.details).toContainText("long.conf");
  await expect(lamina.row("long.conf")).toHaveAttribute("aria-selected", "true");
  const spot = lamina.preview.locator(".spot");
  await expect(spot).toBeInViewport();
  // The mark is as high as the line that it marks.
  const top = (await spot.boundingBox())?.y ?? 0;
  const line = await lamina.preview
    .locator(".code")
    .nth(2)
    .evaluate((pre) => {
      const range = document.createRange();
      const walk = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const at = walk.currentNode.textContent?.indexOf("here is") ?? -1;
        if (at < 0) continue;
        range.setStart(walk.currentNode, at);
        range.setEnd(walk.currentNode, at + 4);
        return range.getBoundingClientRect().y;
      }
      return -1;
    });
  expect(Math.abs(top - line)).toBeLessThan(6);

  // The results are still there.
  await lamina.tab("Search");
  await expect(search.status).toContainText("4 matches in 4 files");
  await search.row("/etc/gone").click();
  await expect(lamina.details).toContainText("the version that layer 1 wrote");
  await expect(lamina.preview).toContainText("another needle");

  await lamina.tab("Search");
  await search.row("/etc/binary").click();
  // From the fifth byte on; how many there are in a row hangs on the width.
  const marks = lamina.preview.locator("mark");
  await expect(marks.first()).toContainText("6e 65 65 64");
  const bytes = (await marks.allTextContents()).join(" ").replace(/\s+/g, " ");
  expect(bytes).toBe("6e 65 65 64 6c 65");
});

test("results go with their archive", async ({ lamina }) => {
  const search = await opened(lamina);
  await search.field.fill("hello");
  await expect(search.row("/etc/hello")).toBeVisible();
  await lamina.openBytes("other.tar", MADE);
  await lamina.tab("Search");
  await expect(search.field).toHaveValue("");
  await expect(search.rows).toHaveCount(0);
});

test("as of a lower layer there is what a container saw then", async ({ lamina, page }) => {
  const search = await opened(lamina);
  await search.field.fill("gone");
  await expect(search.root.getByText("Nothing was found.")).toBeVisible();
  await lamina.layer(1).click();
  await search.root.getByRole("button", { name: "Search up to layer 1" }).click();
  await expect(search.row("/etc/gone")).toBeVisible();
  await expect(search.status).toContainText("in the files up to layer 1");
  await search.row("/etc/gone").click();
  await expect(lamina.row("gone")).toBeVisible();
  await expect(page.getByText("the version that layer 1 wrote")).toBeHidden();
});

test("by keyboard: to the field, down the results, into a file", async ({ lamina, page }) => {
  await lamina.openBytes("made.tar", MADE);
  const search = new SearchPanel(lamina);
  await page.getByRole("tab", { name: "History" }).click();
  await page.keyboard.press("f");
  await expect(search.field).toBeFocused();
  await page.keyboard.type("needle");
  await page.keyboard.press("Enter");
  await expect(search.status).toContainText("3 matches");
  await page.keyboard.press("ArrowDown");
  const tree = search.root.getByRole("tree");
  await expect(tree).toBeFocused();
  const active = search.root.locator("[aria-selected=true]");
  await expect(active).toHaveAttribute("aria-level", "1");
  const id = await active.getAttribute("id");
  await expect(tree).toHaveAttribute("aria-activedescendant", id ?? "");
  await page.keyboard.press("ArrowLeft");
  await expect(active).toHaveAttribute("aria-expanded", "false");
  await expect(search.rows).toHaveCount(5);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(active).toHaveAttribute("aria-level", "2");
  await page.keyboard.press("Escape");
  await expect(search.field).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(active).toHaveAttribute("aria-level", "2");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "Files" })).toHaveAttribute("aria-selected", "true");
  await expect(lamina.preview).toContainText("needle");
});

test("a search is stopped by Escape, and another takes its place", async ({ lamina, page }) => {
  // The scan core does not come, so that the search goes on as long as the test wants.
  const held: (() => void)[] = [];
  await page.route("**/lamina_scan_bg.wasm", async (route) => {
    await new Promise<void>((go) => held.push(go));
    await route.continue();
  });
  const search = await opened(lamina);
  await search.choose("Contents");
  await search.field.fill("needle");
  await search.field.press("Enter");
  await expect(search.status).toContainText("Searching…");
  await expect(search.root.getByRole("progressbar")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(search.status).toContainText("Stopped:");
  await expect(search.field).toHaveValue("needle");
  await search.field.fill("first");
  await search.field.press("Enter");
  await expect(search.status).toContainText("Searching…");
  await search.field.fill("another");
  await search.choose("Every layer");
  await search.field.press("Enter");
  await expect.poll(() => held.length).toBeGreaterThan(0);
  for (const go of held) go();
  await expect(search.status).toContainText("1 match in 1 file for another");
  expect(await search.paths()).toEqual(["/etc/gone"]);
});

test("what could not be read is told, with the reason", async ({ lamina }, info) => {
  await lamina.choose(await withoutLayer(info.outputPath("absent.tar")));
  await lamina.tab("Search");
  const search = new SearchPanel(lamina);
  await search.choose("Contents");
  await search.field.fill("root");
  await search.field.press("Enter");
  const unread = search.root.getByText("1 file or layer could not be read:");
  await unread.click();
  await expect(search.root.getByRole("listitem")).toContainText("Layer 1");
  await expect(search.root.getByRole("listitem")).toContainText("has not been read");
});

test("ten thousand results are a few rows on the page", async ({ lamina, page }) => {
  const many = Array.from({ length: 12_000 }, (_, at): MadeEntry => ({
    name: `many/file-${String(at).padStart(5, "0")}`,
  }));
  const search = await opened(lamina, dockerArchive([{ name: "many", type: "5" }, ...many]));
  await search.field.fill("file-");
  await expect(search.status).toContainText("12,000 matches (the first 10,000 are shown)");
  expect(await search.rows.count()).toBeLessThan(100);
  await search.field.press("ArrowDown");
  await page.keyboard.press("End");
  await expect(search.row("/many/file-09999")).toBeInViewport();
  await expect(search.row("/many/file-09999")).toHaveAttribute("aria-posinset", "10000");
  // Back from the file, the list is where it was.
  await page.keyboard.press("Enter");
  await expect(lamina.details).toContainText("file-09999");
  await lamina.tab("Search");
  await expect(search.row("/many/file-09999")).toBeInViewport();
});

test("in the narrowest window nothing is cut off", async ({ lamina, page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const search = await opened(lamina);
  for (const what of ["Names", "Contents", "SHA-256", "Permissions"]) {
    await search.choose(what);
    const over = await search.root.evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    expect(over, what).toBeLessThanOrEqual(0);
  }
});

test("nothing of an archive hides, turns or becomes markup", async ({ lamina, page }) => {
  const search = await opened(
    lamina,
    dockerArchive([
      { name: "a\u202etxt.exe", content: "x needle <img src=x onerror=alert(1)>\u202e\u0007\n" },
    ]),
  );
  await search.choose("Contents");
  await search.field.fill("needle");
  await search.field.press("Enter");
  await expect(search.rows.first()).toContainText("a⟨U+202E⟩txt.exe");
  await expect(search.rows.last()).toContainText("<img src=x onerror=alert(1)>⟨U+202E⟩␇");
  await expect(page.locator("lamina-search img")).toHaveCount(0);
});
