/** The report: valid by its schema, and readable. */
import { readFileSync } from "node:fs";

import { Ajv2020 } from "ajv/dist/2020.js";

import { expect, test } from "./support/page.js";
import type { Lamina } from "./support/page.js";
import { dockerArchive, tarOf } from "./support/tar.js";

const schema = JSON.parse(
  readFileSync(new URL("../../docs/report.schema.json", import.meta.url), "utf8"),
) as object;

async function made({ page }: Lamina, form: RegExp): Promise<string> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: form }).check();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Make the report" }).click();
  return readFileSync(await (await download).path(), "utf8");
}

for (const name of [
  "web.docker20.tar",
  "odd.skopeo-oci.tar",
  "multi.buildkit-oci.tar",
  "ages.podman-docker.tar",
]) {
  test(`the report on ${name} is valid by its schema`, async ({ lamina, page }) => {
    await lamina.open(name);
    await page.getByRole("button", { name: /All findings as a document/ }).click();
    const report: unknown = JSON.parse(await made(lamina, /JSON/));
    const ajv = new Ajv2020({ allErrors: true, strictTypes: false, validateFormats: false });
    const valid = ajv.compile(schema);
    valid(report);
    expect(valid.errors ?? []).toEqual([]);
  });
}

test("a secret is masked wherever the report repeats it", async ({ lamina, page }) => {
  const secret = "h7-Tq9.vLx2_wR";
  await lamina.openBytes(
    "made.tar",
    dockerArchive(
      tarOf([{ name: ".env", body: Buffer.from(`DB_PASSWORD=${secret}\n`) }]),
      {
        os: "linux",
        architecture: "amd64",
        config: { Env: ["PATH=/bin", `DB_PASSWORD=${secret}`] },
        history: [
          { created_by: `|1 DB_PASSWORD=${secret} /bin/sh -c step --with ${secret}` },
          { created_by: `|1 DB_PASSWORD=${secret} /bin/sh -c true`, empty_layer: true },
        ],
      },
      ["made:1"],
    ),
  );
  await page.getByRole("button", { name: /All findings as a document/ }).click();
  const report = await made(lamina, /JSON/);
  const { secrets } = JSON.parse(report) as { secrets: { place: { kind: string } }[] };
  expect(secrets.map(({ place }) => place.kind)).toEqual(
    expect.arrayContaining(["env", "step", "file"]),
  );
  for (const text of [report, await made(lamina, /Markdown/), await made(lamina, /HTML/)]) {
    expect(text).not.toContain(secret);
  }
});

test("for people it is Markdown or a page without scripts", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await page.getByRole("button", { name: /All findings as a document/ }).click();
  const text = await made(lamina, /Markdown/);
  expect(text).toMatch(/^# Report on .*web:1\.0$/m);
  expect(text).toMatch(/^## Dockerfile/m);
  const html = await made(lamina, /HTML/);
  expect(html).not.toMatch(/<script/i);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  const other = await page.context().newPage();
  await other.setContent(html);
  await expect(other.getByRole("heading", { level: 1 })).toContainText("web:1.0");
  await expect(other.getByRole("heading", { name: "Layers" })).toBeVisible();
});
