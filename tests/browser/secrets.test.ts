/** Secrets that a test has put into an image, and permissions. */
import { generateKeyPairSync } from "node:crypto";

import type { Locator } from "@playwright/test";

import { dockerArchive } from "./support/made.js";
import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";
import { dockerArchive as configured, tarOf } from "./support/tar.js";

const PASSWORD = "h7-Tq9.vLx2_wR";
const KEY = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
/** A line of the key that its mask does not show. */
const INSIDE = KEY.split("\n")[1] ?? "";

const panel = ({ page }: Lamina): Locator => page.locator("lamina-secrets");

/** A key that stays, and a password that the second layer deletes. */
const made = (): Buffer =>
  dockerArchive(
    [
      { name: "srv", type: "5" },
      { name: "srv/.env", content: `A=1\nDB_PASSWORD=${PASSWORD}\n` },
      { name: "srv/run", content: "#!/bin/sh\n", mode: 0o4755 },
      { name: "srv/open", content: "a", mode: 0o666 },
    ],
    [
      { name: "srv/.wh..env", content: "" },
      { name: "srv/server.pem", content: KEY },
    ],
  );

async function openSecrets(lamina: Lamina, buffer: Buffer): Promise<void> {
  await lamina.openBytes("made.tar", buffer);
  await lamina.tab("Secrets");
  await expect(panel(lamina).getByRole("heading", { name: "Secrets" })).toBeVisible();
}

test("what is found is masked until it is asked for", async ({ lamina, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openSecrets(lamina, made());
  const list = panel(lamina);
  await expect(list).toContainText("Found: 1 certain, 0 likely, 1 possible, 0 examples.");
  const key = list.getByRole("listitem").filter({ hasText: "/srv/server.pem:1" });
  await expect(key).toContainText("Private key");
  await expect(list).not.toContainText(INSIDE);
  await expect(list).not.toContainText(PASSWORD);

  await key.getByRole("button", { name: "Copy the secret" }).click();
  await expect(key.getByRole("status")).toHaveText("Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(INSIDE);
  await expect(list).not.toContainText(INSIDE);

  const show = key.getByRole("button", { name: "Show the secret" });
  await show.focus();
  await page.keyboard.press("Enter");
  await expect(key).toContainText(INSIDE);
  await expect(show).toHaveAttribute("aria-pressed", "true");
  await expect(list).not.toContainText(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(list).not.toContainText(INSIDE);

  // It is masked again after another tab was looked at.
  await page.keyboard.press("Enter");
  await expect(key).toContainText(INSIDE);
  await lamina.tab("History");
  await lamina.tab("Secrets");
  await expect(key).toBeVisible();
  await expect(list).not.toContainText(INSIDE);
});

test("a deleted file is told of, and opens as it was", async ({ lamina }) => {
  await openSecrets(lamina, made());
  const row = panel(lamina).getByRole("listitem").filter({ hasText: "/srv/.env:2" });
  await expect(row).toContainText("Not visible to a container any more, but still in layer 1");
  await expect(row).toContainText("step 0");
  await row.getByRole("button", { name: "/srv/.env:2" }).click();
  await expect(lamina.details).toContainText("This is the version that layer 1 wrote.");
  await expect(lamina.preview).toContainText(PASSWORD);
});

test("a secret in environment and history is masked beside its layer, too", async ({ lamina }) => {
  await openSecrets(
    lamina,
    configured(
      tarOf([{ name: "a", body: Buffer.from("a") }]),
      {
        os: "linux",
        architecture: "amd64",
        config: { Env: [`API_TOKEN=${PASSWORD}`] },
        history: [
          { created_by: `|1 BUILD_TOKEN=${PASSWORD} /bin/sh -c true` },
          { created_by: `|1 BUILD_TOKEN=${PASSWORD} /bin/sh -c :`, empty_layer: true },
        ],
      },
      ["made:1"],
    ),
  );
  const list = panel(lamina);
  await expect(list.getByRole("button", { name: "Environment, API_TOKEN" })).toBeVisible();
  const step = list.getByRole("listitem").filter({ hasText: "History, step 1" });
  await expect(step).toContainText("its command holds a secret");
  await expect(step).toContainText("and step 2");
  await expect(list).not.toContainText(PASSWORD);
  await step.getByRole("button", { name: "Show the secret" }).click();
  await expect(step).toContainText(PASSWORD);
  await step.getByRole("button", { name: "History, step 1" }).click();
  await expect(lamina.page.getByRole("tab", { name: "History" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
});

test("where nothing is found, it is told what was looked for", async ({ lamina }) => {
  await openSecrets(lamina, dockerArchive([{ name: "a", content: "a" }]));
  await expect(panel(lamina)).toContainText("That does not say that there is none.");
  await expect(panel(lamina).getByText("Private keys: PEM, OpenSSH")).toBeVisible();
  await expect(panel(lamina)).toContainText("No file has setuid, setgid, capabilities");
});

test("risky permissions are counted, narrowed and opened", async ({ lamina }) => {
  await openSecrets(lamina, made());
  const risks = lamina.page.locator("lamina-permissions");
  await expect(risks.getByRole("listitem")).toHaveCount(2);
  await risks.getByRole("radio", { name: "setuid 1" }).click();
  await expect(risks.getByRole("listitem")).toHaveText([/\/srv\/run\s+setuid\s+1/]);
  await risks.getByRole("button", { name: "/srv/run" }).click();
  await expect(lamina.details).toContainText("-rwsr-xr-x");
});
