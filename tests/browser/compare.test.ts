/** Two images compared: of one archive, and of two. */
import { readFileSync } from "node:fs";

import type { Locator, Page } from "@playwright/test";

import { dockerArchive } from "./support/made.js";
import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";
import { sample } from "./support/samples.js";

const LONG = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`);

/** Bytes that are no text, of which one is given. */
const binary = (byte: string): string => `\u0000\u0001ELF${"\u0000".repeat(60)}${byte}end`;

const BEFORE = dockerArchive([
  { name: "etc", type: "5" },
  { name: "etc/app.conf", content: "port = 80\nname = web\nlast\n" },
  { name: "etc/gone", content: "gone\n" },
  { name: "etc/long", content: `${LONG.join("\n")}\n` },
  { name: "etc/mode", content: "same\n", mode: 0o644 },
  { name: "etc/same", content: "same\n" },
  { name: "usr", type: "5" },
  { name: "usr/data", content: binary("\u0002") },
]);
const AFTER = dockerArchive([
  { name: "etc", type: "5" },
  { name: "etc/app.conf", content: "port = 8080\nname = web\nlast" },
  { name: "etc/long", content: `${LONG.with(29, "LINE 30").join("\n")}\n` },
  { name: "etc/mode", content: "same\n", mode: 0o755 },
  { name: "etc/new\u202Egnp", content: "new\n" },
  { name: "etc/same", content: "same\n" },
  { name: "usr", type: "5" },
  { name: "usr/data", content: binary("\u0003") },
]);

const panel = (page: Page): Locator => page.locator("lamina-compare");
const row = (page: Page, name: string): Locator =>
  page
    .getByRole("treegrid")
    .getByRole("row")
    .filter({ has: page.locator(".clip bdi").getByText(name, { exact: true }) });
const difference = (page: Page): Locator => page.locator("lamina-difference");

/** The rows as they are seen: letter and name. */
async function rows(page: Page): Promise<string[]> {
  return page.locator("lamina-difference-grid [data-key]").evaluateAll((elements) =>
    elements.map((element) => {
      const letter = element.querySelector(".letter [aria-hidden]")?.textContent;
      const name = element.querySelector("bdi")?.textContent ?? "…";
      return letter ? `${letter} ${name}` : name;
    }),
  );
}

async function compareWith(lamina: Lamina, name: string, buffer: Buffer): Promise<void> {
  const { page } = lamina;
  const chooser = page.waitForEvent("filechooser");
  await panel(page)
    .getByRole("button", { name: /^Open (another|a different) archive/ })
    .click();
  await (await chooser).setFiles({ name, mimeType: "application/x-tar", buffer });
  await expect(panel(page).locator(".other")).toContainText(`Other archive: ${name}`);
  await panel(page).getByRole("button", { name: "Compare", exact: true }).click();
  await expect(panel(page).locator(".summary")).toBeVisible();
}

async function made(lamina: Lamina): Promise<void> {
  await lamina.openBytes("before.tar", BEFORE);
  await lamina.tab("Compare");
  await compareWith(lamina, "after.tar", AFTER);
}

/** The paths of an image as umoci unpacked it, with all that it says of them. */
function tree(name: string): Map<string, string> {
  const facts = new Map<string, string>();
  for (const line of readFileSync(sample(`trees/${name}.txt`), "utf8")
    .trim()
    .split("\n")) {
    const content = /^([0-9a-f]{64}) {2}\.\/(.*)$/.exec(line);
    const path = content?.[2] ?? / ([^ ]+)$/.exec(line)?.[1] ?? "";
    facts.set(path, `${facts.get(path) ?? ""}${content?.[1] ?? line}\n`);
  }
  return facts;
}

test("two images of one archive differ as their trees do by another tool", async ({ lamina }) => {
  const { page } = lamina;
  const [web, worker] = [tree("web-containerd26"), tree("worker-containerd26")];
  const added = [...worker.keys()].filter((path) => !web.has(path)).length;
  const removed = [...web.keys()].filter((path) => !worker.has(path)).length;
  const both = [...web.keys()].filter((path) => worker.has(path));
  const changed = both.filter((path) => web.get(path) !== worker.get(path)).length;
  expect([added, removed, changed].every((count) => count > 0)).toBe(true);

  await lamina.open("pair.containerd26.tar");
  await lamina.tab("Compare");
  await expect(panel(page).getByLabel("From")).toHaveValue("0");
  await expect(panel(page).getByLabel("To")).toHaveValue("1");
  await panel(page).getByRole("button", { name: "Compare", exact: true }).click();
  const summary = panel(page).locator(".summary");
  const counts = async (): Promise<string[]> => summary.locator("strong").allTextContents();
  await expect(summary).toContainText("3 of 7 and 5 layers are shared: not read.");
  const told = (...numbers: number[]): string[] => numbers.map(String);
  expect(await counts()).toEqual(told(added, removed, changed, both.length - changed));

  // The answer is still there after a look at something else, and turns with the direction.
  await lamina.tab("History");
  await lamina.tab("Compare");
  expect(await counts()).toEqual(told(added, removed, changed, both.length - changed));
  await panel(page).getByRole("button", { name: "Swap the direction" }).click();
  await expect(panel(page).getByLabel("From")).toHaveValue("1");
  await expect(summary.locator("strong").first()).toHaveText(String(removed));
  expect(await counts()).toEqual(told(removed, added, changed, both.length - changed));
});

test("what differs in time alone is hidden, with the directories that hold no more", async ({
  lamina,
}) => {
  const { page } = lamina;
  await lamina.open("pair.containerd26.tar");
  await lamina.tab("Compare");
  await panel(page).getByRole("button", { name: "Compare", exact: true }).click();
  await expect.poll(() => rows(page)).toEqual(["M etc", "M srv", "M var"]);
  await panel(page).getByLabel("Added").uncheck();
  await panel(page).getByLabel("Removed").uncheck();
  await expect(row(page, "var")).toBeVisible();
  await panel(page).getByLabel("Hide what differs in time alone").check();
  // Of what both have only the mode of /srv/made differs otherwise.
  await expect(row(page, "var")).toHaveCount(0);
  await expect.poll(() => rows(page)).toEqual(["M srv"]);
  await row(page, "srv").click();
  await expect(row(page, "made")).toBeVisible();
  await expect.poll(() => rows(page)).toEqual(["M srv", "M made"]);
  await row(page, "made").click();
  await expect(difference(page).getByRole("row", { name: /Mode/ })).toContainText("4755");
  await panel(page).getByLabel("Different in").selectOption("content");
  await expect(panel(page)).toContainText("Nothing that differs is of this kind.");
});

test("an image of another archive: texts by lines and words, bytes, modes", async ({ lamina }) => {
  const { page } = lamina;
  await made(lamina);
  await expect(panel(page).locator(".summary")).toContainText("No layer is shared.");
  await row(page, "etc").click();
  await expect(row(page, "app.conf")).toBeVisible();
  await expect
    .poll(() => rows(page))
    .toEqual(["etc", "M app.conf", "D gone", "M long", "M mode", "A new⟨U+202E⟩gnp", "usr"]);

  await row(page, "app.conf").click();
  await expect(difference(page).locator("del")).toHaveText(["80"]);
  await expect(difference(page).locator("ins")).toHaveText(["8080"]);
  await expect(difference(page).locator("tr.added").last()).toContainText("no line end");

  await row(page, "long").click();
  await expect(difference(page).locator("tr.removed .code bdi")).toHaveText(["line 30"]);
  await expect(difference(page).locator("tr.added .code bdi")).toHaveText(["LINE 30"]);
  await expect(difference(page)).toContainText("lines 27–33");
  await expect(difference(page).locator("tbody tr")).toHaveCount(1 + 8);
  await difference(page).getByLabel("All lines").check();
  await expect(difference(page).locator("tbody tr")).toHaveCount(1 + 41);
  await difference(page).getByRole("radio", { name: "Side by side" }).click();
  await expect(difference(page).locator("tbody tr")).toHaveCount(1 + 40);

  await row(page, "mode").click();
  await expect(difference(page)).toContainText("The content is the same.");
  await expect(difference(page).getByRole("row", { name: /Mode/ })).toContainText("0755");

  await row(page, "usr").click();
  await row(page, "data").click();
  await expect(difference(page).locator(".code del")).toHaveText(["02"]);
  await expect(difference(page).locator(".code ins")).toHaveText(["03"]);

  await row(page, "gone").click();
  await expect(difference(page).locator("tr.removed .code bdi")).toHaveText(["gone"]);
});

test("the settings and the packages that differ", async ({ lamina }) => {
  const { page } = lamina;
  await lamina.open("pair.containerd26.tar");
  await lamina.tab("Compare");
  await panel(page).getByRole("button", { name: "Compare", exact: true }).click();
  await panel(page)
    .getByRole("radio", { name: /Configuration/ })
    .click();
  const config = async (name: string): Promise<string> =>
    page.evaluate(
      ([name]) => {
        const { archive } = document.querySelector("lamina-explorer") as unknown as {
          archive: { images: { references: string[]; config: { config: { Cmd?: string[] } } }[] };
        };
        const image = archive.images.find(({ references }) => references.includes(name));
        return image?.config.config.Cmd?.[0] ?? "";
      },
      [name] as const,
    );
  const command = await config("localhost/worker:1.0");
  const table = panel(page).getByRole("table", { name: "Settings that differ" });
  await expect(table).toContainText(command);
  await panel(page).getByRole("radio", { name: "Packages" }).click();
  await panel(page).getByRole("button", { name: "Compare the packages" }).click();
  await expect(panel(page)).toContainText("The packages of both images are the same.");
});

test("the keys of a tree, and back to the list in a narrow window", async ({ lamina }) => {
  const { page } = lamina;
  await made(lamina);
  await row(page, "etc").focus();
  await page.keyboard.press("ArrowRight");
  await expect(row(page, "etc")).toHaveAttribute("aria-expanded", "true");
  await expect(row(page, "gone")).toBeVisible();
  await page.keyboard.press("End");
  await expect(row(page, "usr")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(row(page, "etc")).toBeFocused();
  await page.keyboard.type("lo");
  await expect(row(page, "long")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(row(page, "long")).toHaveAttribute("aria-selected", "true");
  await expect(difference(page)).toContainText("LINE 30");
  await page.setViewportSize({ width: 400, height: 900 });
  const back = panel(page).getByRole("button", { name: "Back to the list" });
  await expect(back).toBeVisible();
  await expect(row(page, "long")).toBeHidden();
  await back.click();
  await expect(row(page, "long")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(row(page, "etc")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(row(page, "etc")).toHaveAttribute("aria-expanded", "false");
  await expect(row(page, "long")).toHaveCount(0);
});

test("an archive dropped on the panel is compared with, and closed with the first one", async ({
  lamina,
}) => {
  const { page } = lamina;
  await lamina.openBytes("before.tar", BEFORE);
  await lamina.tab("Compare");
  await expect(panel(page).getByRole("button", { name: "Compare", exact: true })).toBeDisabled();
  const dataTransfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "after.tar"));
    return transfer;
  }, AFTER.toString("base64"));
  await panel(page).dispatchEvent("dragenter", { dataTransfer });
  await expect(page.getByText("Drop an archive here to compare with")).toBeVisible();
  await expect(page.getByText("Drop the archive to open it")).toHaveCount(0);
  await panel(page).dispatchEvent("drop", { dataTransfer });
  await expect(panel(page).locator(".other")).toContainText("after.tar");
  // The page's own archive is the same as before.
  await expect(page).toHaveTitle(/^before\.tar/);
  await panel(page).getByRole("button", { name: "Compare", exact: true }).click();
  await expect(panel(page).locator(".summary strong")).toHaveText(["1", "1", "4", "3"]);

  // A file that is none is told, and the pair is gone with the archive.
  const chooser = page.waitForEvent("filechooser");
  await panel(page).getByRole("button", { name: "Open a different archive" }).click();
  const buffer = Buffer.from("no");
  await (await chooser).setFiles({ name: "no.tar", mimeType: "application/x-tar", buffer });
  await expect(panel(page)).toContainText("no.tar can't be opened.");
  await expect(panel(page).locator(".summary")).toHaveCount(0);

  await compareWith(lamina, "after.tar", AFTER);
  await page.evaluate(() => {
    (document.querySelector("lamina-explorer") as unknown as { close(): void }).close();
  });
  await expect.poll(() => page.workers().length).toBeLessThan(6);
  await expect(panel(page)).toHaveCount(0);
});
