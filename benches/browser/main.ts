/**
 * Measures one thing in one fresh browser:
 * `main.ts chromium|firefox lamina|again|reads|decode ARCHIVE JOBS WORKERS BARE`. Prints lines of TOML, which
 * `cargo xtask bench` reads; it runs this once for each figure, so that all things take turns.
 */
import { launch as chromium } from "./chromium.js";
import { launch as firefox } from "./firefox.js";
import { peak } from "./memory.js";
import { serve } from "./site.js";
import { TASKS } from "./tasks.js";

async function main(): Promise<void> {
  const [name, wanted, archive, jobs, workers, bare] = process.argv.slice(2);
  const task = TASKS.find((one) => one === wanted);
  if (!archive || !jobs || !bare || !task || !(Number(workers) > 0)) {
    throw new Error("usage: main.ts BROWSER lamina|again|reads|decode ARCHIVE JOBS WORKERS BARE");
  }
  const site = await serve(bare, jobs);
  try {
    const browser = await (name === "firefox" ? firefox() : chromium());
    try {
      const page = await browser.open(site.url, archive);
      const empty = peak(await browser.processes());
      const { first, seconds } = await page.measure(task, Number(workers));
      const memory = peak(await browser.processes());
      console.log(`version = ${JSON.stringify(browser.version)}`);
      if (first !== null) console.log(`first = ${first.toFixed(6)}`);
      console.log(`seconds = ${seconds.toFixed(6)}`);
      if (memory !== null) console.log(`memory = ${memory}`);
      if (empty !== null) console.log(`empty = ${empty}`);
    } finally {
      await browser.close();
    }
  } finally {
    site.close();
  }
}

try {
  await main();
} catch (error) {
  // In one line, which stands in the table in place of the figure.
  console.error(error instanceof Error ? error.message.split("\n")[0] : error);
  process.exitCode = 1;
}
