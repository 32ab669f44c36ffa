/** Workers that die: what they read is missing and told, and the rest goes on. */
import type { Page } from "@playwright/test";

import { expect, test } from "./support/page.js";

/**
 * From now on the worker that is sent the `count`th call of this name dies of it: `loud` as by an
 * error that nobody caught, else without a word, as when the system kills it.
 */
async function dies(page: Page, call: string, count: number, loud: boolean): Promise<void> {
  await page.evaluate(
    ([call, count, loud]) => {
      const post = Reflect.get(Worker.prototype, "postMessage") as (message: unknown) => void;
      let seen = 0;
      Worker.prototype.postMessage = function (this: Worker, message: unknown): void {
        const dying = (message as { call?: string }).call === call && ++seen === count;
        if (!dying) post.call(this, message);
        else Object.assign(window, { died: true });
        if (dying && loud) {
          const event = new ErrorEvent("error", { message: "out of memory", cancelable: true });
          queueMicrotask(() => this.dispatchEvent(event));
        } else if (dying) this.terminate();
      };
    },
    [call, count, loud] as const,
  );
}

test("a layer worker that dies leaves its layer unread, and no other", async ({ lamina, page }) => {
  await dies(page, "index", 2, true);
  await lamina.open("web.docker20.tar");
  await expect(page.locator("lamina-layers .state.failed")).toHaveCount(1);
  await expect(page.locator("lamina-layers .state")).toContainText("out of memory");
  await expect(page.getByRole("option", { name: /^Layer|Layer \d:/ })).not.toHaveCount(0);
  await page.getByRole("button", { name: "1 note" }).click();
  await expect(page.getByRole("dialog")).toContainText("A worker died: out of memory");
  await page.keyboard.press("Escape");
  await lamina.tab("History");
  await expect(page.locator("lamina-history tbody tr")).not.toHaveCount(0);
});

test("a worker that is killed in silence is missed after a while", async ({ lamina, page }) => {
  await page.clock.install();
  await dies(page, "index", 1, false);
  await lamina.choose(`${import.meta.dirname}/../samples/web.docker20.tar`);
  await expect(page.locator("lamina-layers [role=option]")).not.toHaveCount(0);
  // Only then does its time run.
  await expect.poll(() => page.evaluate(() => "died" in window)).toBe(true);
  await page.clock.runFor(60_000);
  await expect(lamina.tree).toHaveAttribute("aria-busy", "true");
  await page.clock.runFor(150_000);
  await expect(lamina.tree).toHaveAttribute("aria-busy", "false");
  await expect(page.locator("lamina-layers .state.failed")).toHaveCount(1);
  await expect(page.locator("lamina-layers .state")).toContainText("no sign of life");
});

test("when the coordinator dies the page says so, and opens another archive", async ({
  lamina,
  page,
}) => {
  await lamina.open("web.docker20.tar");
  await dies(page, "stat", 1, true);
  await lamina.walk("etc");
  const alert = lamina.element.getByRole("alert");
  await expect(alert).toContainText("A worker died: out of memory");
  await expect(alert.getByRole("button", { name: "Open another file" })).toBeVisible();
  await lamina.open("pair.docker26.tar");
  await expect(lamina.row("etc")).toBeVisible();
});

test("a wrong argument is the caller's fault, and kills nothing", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  const [code, count] = await page.evaluate(async () => {
    const { archive } = document.querySelector("lamina-explorer") as unknown as {
      archive: {
        plan(edits: unknown): Promise<unknown>;
        images: { tree(): Promise<{ count: number }> }[];
      };
    };
    const code = await archive.plan({ keep: 5 }).then(
      () => "none",
      (error: unknown) => (error as { code: string }).code,
    );
    return [code, (await archive.images[0]?.tree())?.count] as const;
  });
  expect(code).toBe("usage");
  expect(count).toBeGreaterThan(0);
});
