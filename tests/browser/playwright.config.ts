import { defineConfig } from "@playwright/test";

import { chromium } from "./support/browsers.js";

const program = chromium();

export default defineConfig({
  testDir: ".",
  testIgnore: "firefox/**",
  testMatch: "*.test.ts",
  outputDir: "../../test-results",
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  reporter: [["list"]],
  use: {
    launchOptions: {
      ...(program === null ? {} : { executablePath: program }),
      // Chromium's sandbox refuses to run as root, as it is in a container.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
    viewport: { width: 1440, height: 900 },
    // Numbers and times are compared.
    locale: "en-GB",
    timezoneId: "UTC",
  },
});
