/** Where the bytes of an image went: by layer, by directory, and the largest that could be saved. */
import { readFileSync } from "node:fs";

import type { Locator } from "@playwright/test";

import { dockerArchive } from "./support/made.js";
import type { MadeEntry } from "./support/made.js";
import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";
import { sample } from "./support/samples.js";

/** Contents of their own, so that none is a copy of another. */
const file = (name: string, bytes: number): MadeEntry => ({
  name,
  content: `${name}:`.padEnd(bytes, name.at(-1)),
});
const mark = (name: string): MadeEntry => ({ name });
const LAYERS: MadeEntry[][] = [
  [
    file("usr/lib/large", 60_000),
    file("usr/lib/small", 9000),
    file("usr/bin/tool", 20_000),
    file("etc/again", 4000),
    file("etc/gone", 3000),
    file("srv/hidden", 2000),
    file("opt/was", 1000),
    // It reads as `exe.txt` where the direction mark does its work.
    file("etc/\u202etxt.exe", 700),
  ],
  [file("etc/again", 5000), mark("etc/.wh.gone"), file("opt", 600)],
  [mark("srv/.wh..wh..opq"), file("srv/new", 800)],
];
/** POSIX.1-2017, pax: a header a file, bodies to whole blocks, two blocks at the end. */
const tarLength = (entries: readonly MadeEntry[]): number =>
  entries.reduce((sum, { content = "" }) => {
    return sum + 512 + Math.ceil(Buffer.byteLength(content) / 512) * 512;
  }, 1024);

async function open(lamina: Lamina): Promise<void> {
  await lamina.openBytes("made.tar", dockerArchive(...LAYERS));
  await lamina.tab("Space");
  await expect(tile(lamina, "usr")).toBeVisible();
}

const map = ({ page }: Lamina): Locator => page.getByRole("listbox", { name: /^Map of/ });
const tile = (lamina: Lamina, name: string): Locator =>
  map(lamina).getByRole("option", { name: new RegExp(`^${name}, `) });
const active = async (lamina: Lamina): Promise<string> => {
  const chosen = map(lamina).getByRole("option", { selected: true });
  return (await chosen.getAttribute("aria-label")) ?? "";
};
const cells = (row: Locator): Promise<string[]> => row.getByRole("cell").allTextContents();

test("the table of accounts is exact, and what a row says is what was packed", async ({
  lamina,
  page,
}) => {
  await open(lamina);
  const [bottom = 0, middle = 0, top = 0] = LAYERS.map(tarLength);
  await page.getByRole("radiogroup", { name: "Show the layers as" }).getByText("Table").click();
  const table = page.getByRole("table", { name: "Bytes of each layer by what became of them" });
  const headers = await table.getByRole("columnheader").allTextContents();
  expect(headers.map((text) => text.trim())).toEqual([
    "Layer",
    "Stored",
    "Unpacked",
    "live",
    "overwritten",
    "deleted",
    "hidden by an opaque directory",
    "replaced",
    "overhead",
  ]);
  // The direction mark is one letter and three bytes.
  const odd = Buffer.byteLength("etc/\u202etxt.exe:".padEnd(700, "e"));
  const live = 60_000 + 9000 + 20_000 + odd;
  const written = (...numbers: number[]): string[] =>
    numbers.map((number) => number.toLocaleString("en-GB"));
  const rows = table.getByRole("row");
  expect(await cells(rows.nth(3))).toEqual(
    written(bottom, bottom, live, 4000, 3000, 2000, 1000, bottom - live - 10_000),
  );
  expect(await cells(rows.nth(2))).toEqual(
    written(middle, middle, 5600, 0, 0, 0, 0, middle - 5600),
  );
  expect(await cells(rows.nth(1))).toEqual(written(top, top, 800, 0, 0, 0, 0, top - 800));
  const all = bottom + middle + top;
  const sum = live + 5600 + 800;
  expect(await cells(rows.nth(4))).toEqual(
    written(all, all, sum, 4000, 3000, 2000, 1000, all - sum - 10_000),
  );
  await expect(page.locator("lamina-space .total")).toContainText("in 3 layers");
  await expect(page.locator("lamina-space .total")).toContainText("10 kB wasted");
});

test("what is unticked is in no bar, and the others grow", async ({ lamina, page }) => {
  await open(lamina);
  const bars = page.locator("lamina-space-layers").getByRole("img");
  await expect(bars.last()).toHaveAccessibleName(/89.7 kB live, 4 kB overwritten, .* overhead/);
  const live = bars.last().locator(".live");
  const before = (await live.boundingBox())?.width ?? 0;
  await page.getByRole("checkbox", { name: /overhead/ }).uncheck();
  await expect(bars.last()).not.toHaveAccessibleName(/overhead/);
  const after = (await live.boundingBox())?.width ?? 0;
  expect(after).toBeGreaterThan(before);
  for (const name of ["live", "overwritten", "deleted", "opaque", "replaced"]) {
    await page.getByRole("checkbox", { name: new RegExp(name) }).uncheck();
  }
  await expect(bars.last()).toHaveAccessibleName("nothing of what is shown");
});

test("a layer tells whose bytes it hid, and who hid its own", async ({ lamina, page }) => {
  await open(lamina);
  await page.getByRole("button", { name: "hides 8 kB" }).click();
  await expect(page.getByText("8 kB of layer 1")).toBeVisible();
  await page.getByRole("button", { name: "loses 10 kB" }).click();
  await expect(page.getByText("8 kB to layer 2")).toBeVisible();
  await expect(page.getByText("2 kB to layer 3")).toBeVisible();
});

test("what dive says is what dive said", async ({ lamina, page }) => {
  const line = readFileSync(sample("dive.txt"), "utf8")
    .split("\n")
    .find((text) => text.startsWith("odd.docker20.tar"));
  const [, score, wasted] = line?.split(" ") ?? [];
  expect([score, wasted]).toEqual(["0.730612244898", "5923"]);
  await lamina.open("odd.docker20.tar");
  await lamina.tab("Space");
  await expect(page.getByText("dive would say 73.1% efficient, 5.92 kB wasted.")).toBeVisible();
  await page.getByText("Why dive counts otherwise").click();
  await expect(page.getByText("A directory that is deleted counts as nothing")).toBeVisible();
});

test("the map by keys: between rectangles, into a directory and out again, to a file", async ({
  lamina,
  page,
}) => {
  // Where the map is below the layers it is wide, and the largest has the others beside it.
  await page.setViewportSize({ width: 1200, height: 900 });
  await open(lamina);
  await map(lamina).focus();
  expect(await active(lamina)).toBe("usr, 89 kB, layer 1");
  // Beside the largest are the others, below each other.
  await page.keyboard.press("ArrowRight");
  expect(await active(lamina)).not.toMatch(/^usr/);
  await page.keyboard.press("ArrowLeft");
  expect(await active(lamina)).toMatch(/^usr/);
  await page.keyboard.press("Enter");
  await expect(map(lamina)).toHaveAccessibleName("Map of /usr");
  await expect(page.getByRole("status").filter({ hasText: "/usr, 89 kB" })).toBeAttached();
  expect(await active(lamina)).toBe("lib, 69 kB, layer 1");
  await page.keyboard.press("Enter");
  await expect(map(lamina)).toHaveAccessibleName("Map of /usr/lib");
  await page.keyboard.press("Backspace");
  await expect(map(lamina)).toHaveAccessibleName("Map of /usr");
  // Where one came from.
  expect(await active(lamina)).toMatch(/^lib/);
  await page.keyboard.press("Enter");
  await expect(map(lamina)).toHaveAccessibleName("Map of /usr/lib");
  await page.keyboard.press("End");
  expect(await active(lamina)).toBe("small, 9 kB, layer 1");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "Files" })).toHaveAttribute("aria-selected", "true");
  await expect(lamina.details).toContainText("small");
  // The place on the map is kept.
  await lamina.tab("Space");
  await expect(map(lamina)).toHaveAccessibleName("Map of /usr/lib");
});

test("the map by mouse: what is pointed at is told, steps lead up, a button to Files", async ({
  lamina,
  page,
}) => {
  await open(lamina);
  const about = page.locator("lamina-space-map .about");
  await expect(about).toContainText("/");
  await tile(lamina, "tool").hover();
  await expect(about).toContainText("/usr/bin/tool");
  await expect(about).toContainText("20 kB · 20.8% of /");
  await tile(lamina, "bin").click({ position: { x: 5, y: 5 } });
  await expect(map(lamina)).toHaveAccessibleName("Map of /usr/bin");
  const steps = page.getByRole("navigation", { name: "Directories above" });
  await steps.getByRole("button", { name: "usr" }).click();
  await expect(map(lamina)).toHaveAccessibleName("Map of /usr");
  await expect(map(lamina)).toBeFocused();
  await tile(lamina, "large").dblclick();
  await expect(lamina.details).toContainText("large");
  await expect(lamina.details.getByRole("heading", { name: "large" })).toBeVisible();
  await lamina.tab("Space");
  await page.getByRole("button", { name: "Show /usr in Files" }).click();
  await expect(lamina.details.getByRole("heading", { name: "usr" })).toBeVisible();
});

test("waste has a map of its own, and a list that leads to the version that is hidden", async ({
  lamina,
  page,
}) => {
  await open(lamina);
  await page.getByRole("radio", { name: "Wasted" }).click();
  await expect(tile(lamina, "etc")).toHaveAccessibleName(/^etc, 7 kB/);
  await expect(tile(lamina, "usr")).toHaveCount(0);
  await page.getByRole("radio", { name: "Wasted" }).press("ArrowRight");
  await expect(tile(lamina, "etc")).toHaveAccessibleName(/^etc, 12.7 kB/);
  const table = page.getByRole("table", { name: "The largest files that are wasted" });
  const rows = await table.getByRole("row").allInnerTexts();
  expect(rows.slice(1).map((row) => row.split(/\s+/).slice(0, 3).join(" "))).toEqual([
    "/etc/again 4 kB",
    "/etc/gone 3 kB",
    "/srv/hidden 2 kB",
    "/opt/was 1 kB",
  ]);
  await table.getByRole("button", { name: "/etc/gone" }).click();
  await expect(lamina.details).toContainText("This is the version that layer 1 wrote.");
  await expect(lamina.preview).toContainText("etc/gone:eee");
});

test("copies are looked for when one asks, and then the map and the list know of them", async ({
  lamina,
  page,
}) => {
  const again = (name: string): MadeEntry => ({ name, content: "the same".repeat(500) });
  await lamina.openBytes(
    "copies.tar",
    dockerArchive([again("a"), file("b", 6000)], [again("c"), { ...file("b", 6000), mode: 0o600 }]),
  );
  await lamina.tab("Space");
  const total = page.locator("lamina-space .total");
  await expect(total).toContainText("14 kB live, 6 kB wasted");
  await page.getByRole("radio", { name: "Wasted" }).click();
  await expect(tile(lamina, "b")).toBeVisible();
  await expect(tile(lamina, "c")).toHaveCount(0);
  await page.getByRole("button", { name: "Look for copies" }).click();
  await expect(total).toContainText("10 kB live, 10 kB wasted");
  await expect(page.getByRole("button", { name: "Look for copies" })).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: /duplicate/ })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: /metadata only/ })).toBeVisible();
  await expect(tile(lamina, "c")).toBeVisible();
  const table = page.getByRole("table", { name: "The largest files that are wasted" });
  await expect(table).toContainText("metadata only");
  await expect(table).toContainText("duplicate");
});

test("the map as a table, and a name that would turn what is around it", async ({
  lamina,
  page,
}) => {
  await open(lamina);
  const choose = page.getByRole("radiogroup", { name: "Show them as" });
  await choose.getByText("Table").click();
  const table = page.getByRole("table", { name: "What is in /" });
  await expect(table.getByRole("row").nth(1)).toContainText("89,000");
  await table.getByRole("button", { name: "etc/" }).click();
  const inside = page.getByRole("table", { name: "What is in /etc" });
  await expect(inside.getByRole("button", { name: "⟨U+202E⟩txt.exe" })).toBeVisible();
  await choose.getByText("Map").click();
  await expect(tile(lamina, "⟨U\\+202E⟩txt.exe")).toBeVisible();
});

for (const reducedMotion of ["reduce", "no-preference"] as const) {
  test.describe(`motion: ${reducedMotion}`, () => {
    test.use({ contextOptions: { reducedMotion } });
    test("zooming moves only where that is allowed", async ({ lamina, page }) => {
      await page.evaluate(() => {
        Element.prototype.animate = () => {
          document.body.dataset["moved"] = "yes";
          return new Animation();
        };
      });
      await open(lamina);
      await map(lamina).focus();
      await page.keyboard.press("Enter");
      await expect(map(lamina)).toHaveAccessibleName("Map of /usr");
      const moved = await page.locator("body").getAttribute("data-moved");
      expect(moved).toBe(reducedMotion === "reduce" ? null : "yes");
    });
  });
}
