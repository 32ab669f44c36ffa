/** Chromium, by Playwright. */
import { chromium } from "@playwright/test";

import { chromium as find } from "../../tests/browser/support/browsers.js";
import type { Driver } from "./driver.js";

export async function launch(): Promise<Driver> {
  const program = find();
  const browser = await chromium.launch({
    ...(program === null ? {} : { executablePath: program }),
    // Chromium's sandbox refuses to run as root, as it is in a container.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  return {
    version: `Chromium ${browser.version()}`,
    open: async (url, file) => {
      const page = await browser.newPage();
      await page.goto(url);
      await page.locator("input").setInputFiles(file);
      return {
        measure: (...given) => page.evaluate((given) => window.measure(...given), given),
      };
    },
    processes: async () => {
      const session = await browser.newBrowserCDPSession();
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
    },
    close: () => browser.close(),
  };
}
