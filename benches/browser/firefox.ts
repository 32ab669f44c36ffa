/** Stock Firefox, by puppeteer and WebDriver BiDi. */
import { launch as start } from "puppeteer-core";

import { firefox as find } from "../../tests/browser/support/browsers.js";
import type { Driver } from "./driver.js";
import { commandLine, descendants } from "./memory.js";

/** For one answer: the largest archives take their time. */
const PATIENCE = 30 * 60_000;

export async function launch(): Promise<Driver> {
  const executablePath = find();
  if (executablePath === null) throw new Error("Firefox is not installed");
  const browser = await start({
    browser: "firefox",
    executablePath,
    headless: true,
    protocolTimeout: PATIENCE,
  });
  return {
    version: (await browser.version()).replace("/", " "),
    open: async (url, file) => {
      const page = await browser.newPage();
      await page.goto(url);
      const input = await page.$("input");
      await input?.uploadFile(file);
      return {
        measure: (...given) => page.evaluate((...given) => window.measure(...given), ...given),
      };
    },
    processes: () => {
      const id = browser.process()?.pid;
      const all = id === undefined ? [] : descendants(id);
      // Firefox names the process of a page so; the others draw, decode or load.
      return Promise.resolve(all.filter((one) => commandLine(one).endsWith("tab")));
    },
    close: () => browser.close(),
  };
}
