/** Nothing is cut off or out of reach, however narrow the window. */
import { expect, TABS, test } from "./support/page.js";

for (const width of [1440, 1024, 700, 400, 320]) {
  test(`${width} pixels wide, nothing is wider than the window`, async ({ lamina, page }) => {
    await page.setViewportSize({ width, height: 800 });
    const overflow = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await lamina.open("web.docker20.tar");
    for (const tab of TABS) {
      await lamina.tab(tab);
      expect(await overflow(), tab).toBeLessThanOrEqual(0);
    }
  });
}

test("in a narrow window the side comes over, and the details in place of the files", async ({
  lamina,
  page,
}) => {
  await page.setViewportSize({ width: 400, height: 800 });
  await lamina.open("pair.docker26.tar");
  await expect(page.getByRole("option").first()).toBeHidden();
  await page.getByRole("button", { name: "Images and layers" }).click();
  await page.getByRole("option", { name: /localhost\/web/ }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("option").first()).toBeHidden();
  await lamina.walk("etc", "passwd");
  await expect(lamina.preview.locator(".code")).toBeVisible();
  await expect(lamina.tree).toBeHidden();
  await lamina.details.getByRole("button", { name: "Back to the files" }).click();
  await expect(lamina.row("passwd")).toBeVisible();
});

test("nothing moves while layers arrive", async ({ lamina, page }) => {
  await page.evaluate(() => {
    const moved: number[] = [];
    (window as unknown as { moved: number[] }).moved = moved;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        moved.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift" });
  });
  await lamina.open("ages.podman-docker.tar");
  await expect(lamina.tree.locator("[data-row]").first()).toBeVisible();
  const shift = await page.evaluate(() =>
    (window as unknown as { moved: number[] }).moved.reduce((sum, value) => sum + value, 0),
  );
  expect(shift).toBeLessThan(0.02);
});

test("the details are made wider by hand and by key", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  const width = async (): Promise<number> => (await lamina.details.boundingBox())?.width ?? 0;
  const before = await width();
  const bar = page.getByRole("separator", { name: "Width of the details" });
  await bar.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(width).toBeGreaterThan(before);
  const box = await bar.boundingBox();
  if (!box) throw new Error("the bar is not there");
  await page.mouse.move(box.x + 4, 400);
  await page.mouse.down();
  await page.mouse.move(box.x - 96, 400, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width).toBeGreaterThan(before + 90);
});

test("the theme is chosen, kept, and an attribute", async ({ lamina, page }) => {
  await page.getByRole("button", { name: "Colours: as the system" }).click();
  await page.getByRole("button", { name: "Colours: light" }).click();
  await expect(lamina.element).toHaveAttribute("theme", "dark");
  await page.reload();
  await expect(lamina.element).toHaveAttribute("theme", "dark");
  const background = await lamina.element.evaluate(
    (element) => getComputedStyle(element).backgroundColor,
  );
  expect(background).toBe("rgb(21, 23, 28)");
});
