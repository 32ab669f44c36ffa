/** Without a mouse. */
import type { Page } from "@playwright/test";

import { expect, test } from "./support/page.js";

/** What has the keyboard, through all shadow roots. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return "";
    const name = element.querySelector(".name bdi")?.textContent;
    return name ?? element.getAttribute("aria-label") ?? element.textContent.trim();
  });
}

test("the tree's keys are those of a treegrid", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await page.keyboard.press("/");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => focused(page)).toBe("bin");
  const press = async (key: string, expected: string): Promise<void> => {
    await page.keyboard.press(key);
    await expect.poll(() => focused(page), `after ${key}`).toBe(expected);
  };

  await press("ArrowDown", "etc");
  await expect(lamina.row("etc")).toHaveAttribute("aria-expanded", "false");
  await press("ArrowRight", "etc");
  await expect(lamina.row("etc")).toHaveAttribute("aria-expanded", "true");
  await expect(lamina.row("passwd")).toHaveAttribute("aria-level", "2");
  await press("ArrowDown", "group");
  await press("ArrowLeft", "etc");
  await press("ArrowLeft", "etc");
  await expect(lamina.row("etc")).toHaveAttribute("aria-expanded", "false");
  await press("End", "var");
  await press("Home", "bin");
  await press("s", "srv");
  await press("Enter", "srv");
  await expect(lamina.row("srv")).toHaveAttribute("aria-expanded", "true");
  await press("PageDown", "var");

  // Into the columns and back to the row.
  await press("Home", "bin");
  await press("ArrowRight", "bin");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => focused(page)).toContain("2.78 kB");
  await page.keyboard.press("ArrowLeft");
  await press("ArrowLeft", "bin");
});

test("the star opens all directories beside", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await page.keyboard.press("/");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("*");
  await expect(lamina.row("passwd")).toBeVisible();
  await expect(lamina.row("www")).toBeVisible();
  await expect.poll(() => focused(page)).toBe("bin");
});

test("everything is reached by Tab, and seen to be", async ({ lamina, page }) => {
  await lamina.open("pair.docker26.tar");
  await lamina.walk("etc", "passwd");
  await expect(lamina.preview.locator(".code")).toBeVisible();
  const seen: string[] = [];
  await page.getByRole("button", { name: /Open another archive/ }).focus();
  for (let step = 0; step < 60; step++) {
    seen.push(await focused(page));
    const outline = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element && element !== document.body ? getComputedStyle(element).outlineStyle : "none";
    });
    if (step > 0 && seen.at(-1) !== "" && outline === "none")
      throw new Error(`no ring: ${seen.at(-1)}`);
    await page.keyboard.press("Tab");
    if ((await focused(page)) === "") break;
  }
  const all = seen.join("\n");
  for (const name of [
    "Files",
    "localhost/worker",
    "Layer 5: RUN",
    "Filter by name or path",
    "Name",
    "passwd",
    "Copy the path",
    "Download this file",
    "Facts",
    "The file's text",
  ]) {
    expect(all).toContain(name);
  }
});

test("the page's keys", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await page.keyboard.press("2");
  await expect(page.getByRole("tab", { name: "History" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("1");
  await page.keyboard.press("[");
  await expect(page.getByRole("radio", { name: "Files up to layer 5" })).toBeChecked();
  await page.keyboard.press("]");
  await page.keyboard.press("\\");
  await expect(page.getByRole("radio", { name: "Changes of layer 6" })).toBeChecked();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help).toBeVisible();
  await help.getByRole("checkbox", { name: "Use single keys" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
  await page.keyboard.press("2");
  await expect(page.getByRole("tab", { name: "Files" })).toHaveAttribute("aria-selected", "true");
});

test("the keyboard stays with its row while the tree changes under it", async ({
  lamina,
  page,
}) => {
  await lamina.open("web.docker20.tar");
  await lamina.walk("srv", "made");
  await page.keyboard.press("[");
  await page.keyboard.press("\\");
  await expect(lamina.row("made").locator(".letter")).toBeVisible();
  await expect.poll(() => focused(page)).toBe("made");
});
