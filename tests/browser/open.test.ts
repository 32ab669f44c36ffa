/** From a file to what is in it, and what happens if that fails. */
import { dockerHistory, withoutLayer } from "./support/samples.js";
import { expect, test } from "./support/page.js";

test("the first screen says what this is and how to begin", async ({ lamina, page }) => {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Look inside a container image");
  await expect(page.getByText("Your image never leaves this computer.")).toBeVisible();
  await expect(page.getByText("docker save -o image.tar NAME", { exact: true })).toBeVisible();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: /Drop an image archive here/ }).click();
  await (await chooser).setFiles([]);
  await expect(lamina.tree).toHaveCount(0);
});

test("a dropped archive shows its images, layers and files", async ({ lamina, page }) => {
  await lamina.drop("pair.docker26.tar");
  const images = page.getByRole("listbox", { name: "2 images" }).getByRole("option");
  await expect(images).toHaveCount(2);
  await expect(images.first()).toContainText("localhost/worker:1.0");
  await expect(images.first()).toContainText("49647eb30e9c");
  await expect(images.first()).toContainText("linux/amd64");
  await expect(images.first()).toContainText("3.06 kB");
  await expect(images.nth(1)).toContainText("registry.example:5000/team/web:1.0");
  await expect(page.getByRole("listbox", { name: /5 layers/ }).getByRole("option")).toHaveCount(5);
  await expect(lamina.row("etc")).toBeVisible();

  await images.nth(1).click();
  await expect(page.getByRole("listbox", { name: /7 layers/ })).toBeVisible();
  await lamina.walk("srv", "www");
  await expect(lamina.row("generated")).toBeVisible();
});

for (const name of ["web.docker20.tar", "web.podman-oci.tar", "web.skopeo-docker.tar.gz"]) {
  test(`the content decides, not the name: ${name}`, async ({ lamina }) => {
    await lamina.open(name);
    await lamina.walk("etc");
    await expect(lamina.row("passwd")).toBeVisible();
  });
}

test("history reads as docker history prints it", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.tab("History");
  const facts = dockerHistory("web.docker20.tar");
  const cells = async (column: string): Promise<string[]> => {
    await expect(page.locator("lamina-history tbody tr")).toHaveCount(facts.human.length);
    const texts = await page.locator(`lamina-history tbody ${column}`).allInnerTexts();
    return texts.map((text) => text.trim());
  };

  await page.getByRole("radio", { name: "Short" }).click();
  expect(await cells(".by")).toEqual(facts.human.map(({ CreatedBy }) => CreatedBy));
  expect(await cells(".size")).toEqual(facts.human.map(({ Size }) => Size));
  expect(await cells(".id")).toEqual(facts.human.map(({ ID }) => ID));

  await page.getByRole("radio", { name: "Full" }).click();
  await page.getByRole("radio", { name: "Exact" }).click();
  expect(await cells(".by")).toEqual(facts.exact.map(({ CreatedBy }) => CreatedBy.trim()));
  const sizes = await cells(".size");
  expect(sizes.map((size) => size.replaceAll(",", ""))).toEqual(
    facts.exact.map(({ Size }) => Size),
  );
});

test("a step of the history leads to what it changed", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.tab("History");
  await page.getByRole("checkbox", { name: /without a layer/ }).check();
  await expect(page.locator("lamina-history tbody tr")).toHaveCount(6);
  await page.getByRole("button", { name: "Show what layer 5 changed" }).click();
  await expect(page.getByRole("radio", { name: "Changes of layer 5" })).toBeChecked();
  await expect(lamina.row("version")).toBeVisible();
});

test("the config is readable, and its JSON exact", async ({ lamina, page }) => {
  await lamina.open("web.docker20.tar");
  await lamina.tab("Config");
  const config = page.locator("lamina-config");
  await expect(config.getByText("443/tcp", { exact: true })).toBeVisible();
  await expect(config.getByRole("row", { name: /GREETING/ })).toContainText("hello world");
  await config.getByRole("radio", { name: "As it is" }).click();
  const shown = (await config.locator("pre").textContent()) ?? "";
  const config26 = JSON.parse(shown) as { architecture: string; rootfs: { diff_ids: string[] } };
  expect(config26.architecture).toBe("amd64");
  expect(config26.rootfs.diff_ids).toHaveLength(6);
});

test("what is no archive is refused with a way on", async ({ lamina, page }, info) => {
  const { writeFile } = await import("node:fs/promises");
  const file = info.outputPath("notes.tar");
  await writeFile(file, "These are notes, whatever they are called.\n".repeat(50));
  await lamina.choose(file);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("notes.tar can't be opened");
  await expect(alert).toContainText("docker save -o image.tar NAME");
  await alert.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("button", { name: /Drop an image archive/ })).toBeVisible();
  await lamina.open("web.docker20.tar");
  await expect(lamina.row("etc")).toBeVisible();
});

test("an archive that was cut off shows what is left of it", async ({ lamina, page }, info) => {
  const { readFile, writeFile } = await import("node:fs/promises");
  const { sample } = await import("./support/samples.js");
  const whole = await readFile(sample("web.docker20.tar"));
  const file = info.outputPath("cut.tar");
  await writeFile(file, whole.subarray(0, Math.floor(whole.length / 2)));
  await lamina.choose(file);
  // Either way it is said; nothing of it may look whole.
  await expect(
    page.getByRole("alert").or(page.getByRole("button", { name: /\d+ notes?/ })),
  ).toBeVisible();
});

test("layers that are not there are marked, with the reason", async ({ lamina, page }, info) => {
  await lamina.choose(await withoutLayer(info.outputPath("absent.tar")));
  await expect(lamina.layer(1)).toContainText("not in the archive");
  await page.getByRole("button", { name: /\d+ notes?/ }).click();
  await expect(page.getByRole("dialog")).toContainText("The layer is not in the archive");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await lamina.tab("History");
  await expect(page.locator("lamina-history tbody tr").first()).toBeVisible();
});

test("what is only listed is no image, and told", async ({ lamina, page }) => {
  await lamina.open("multi-arm64.ctr.tar");
  await expect(page.getByRole("listbox", { name: "1 image" })).toContainText("linux/arm64");
  await page.getByRole("button", { name: "1 note" }).click();
  await expect(page.getByRole("dialog")).toContainText("linux/amd64");
});

test("another archive takes the place of the first", async ({ lamina }) => {
  await lamina.open("web.docker20.tar");
  await lamina.walk("etc", "passwd");
  await lamina.drop("odd.docker26.tar");
  await expect(lamina.row("xattrs")).toBeVisible();
  await expect(lamina.row("passwd")).toHaveCount(0);
  await expect(lamina.details).toContainText("Layer 6 of 6");
});
