/** The page's own policy is what keeps an image on its computer. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { expect, test } from "./support/page.js";

test("the policy allows this origin alone, and nothing inline", async ({ page, site }) => {
  await page.goto(site.url);
  const policy = await page
    .locator("meta[http-equiv=Content-Security-Policy]")
    .getAttribute("content");
  const directives = new Map(
    policy?.split(";").map((part) => {
      const [name = "", ...values] = part.trim().split(" ");
      return [name, values.join(" ")];
    }),
  );
  expect(directives.get("default-src")).toBe("'none'");
  expect(directives.get("script-src")).toBe("'self' 'wasm-unsafe-eval'");
  expect(directives.get("style-src")).toBe("'self'");
  expect(directives.get("connect-src")).toBe("'self'");
  expect(directives.get("form-action")).toBe("'none'");
  expect(directives.get("base-uri")).toBe("'none'");
});

test("another origin can't be reached from the page, even if asked", async ({ page, site }) => {
  await page.goto(site.url);
  const blocked = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) =>
          resolve(event.effectiveDirective),
        );
        const image = new Image();
        image.src = "https://example.org/leak";
      }),
  );
  expect(blocked).toBe("img-src");
});

test("no address of another origin is in what is served", async () => {
  const index = await readFile(
    fileURLToPath(new URL("../../www/dist/index.html", import.meta.url)),
    "utf8",
  );
  expect(index).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(index).not.toMatch(/<style|<script>|\son\w+=/);
});
