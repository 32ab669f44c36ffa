/** The OCI rules, and what overlayfs shows where that is something else. */
import { expect, test } from "./support/page.js";
import { dockerArchive } from "./support/made.js";

/** Beside the page, wherever that is. */
const API = "/lamina.js";
const BASE = [{ name: "a/", type: "5" }, { name: "a/x", content: "old" }, { name: "f" }] as const;

test("where the rules part the reader chooses, and the entry says why", async ({
  lamina,
  page,
}) => {
  // Docker and podman show a/x again, as measured (corpus, wh_then_add).
  const bytes = dockerArchive(BASE, [
    { name: ".wh.a" },
    { name: "a/", type: "5" },
    { name: "a/z", content: "new" },
  ]);
  await lamina.openBytes("parted.tar", bytes);
  await lamina.row("a").click();
  await expect(lamina.row("z")).toBeVisible();
  await expect(lamina.row("x")).toHaveCount(0);
  await expect(lamina.details).toContainText(
    "Docker and podman show other names in this directory",
  );
  await expect(lamina.row("a").locator(".differs")).toHaveText(/≠/);
  await expect(page.locator("lamina-files footer")).toContainText("1 path otherwise");

  await page.getByRole("radio", { name: "As overlayfs shows" }).click();
  await lamina.row("x").click();
  await expect(lamina.details).toContainText("The OCI rules give something else");
  await expect(lamina.details).toContainText("There it is absent.");
  await expect(lamina.details).toContainText("Layer 2 deletes a directory and makes it anew.");
  await expect(lamina.preview).toContainText("old");

  await page.getByRole("radio", { name: "As OCI says" }).click();
  await expect(lamina.row("x")).toHaveCount(0);
});

test("what Docker and podman refuse is said where their result is asked for", async ({
  lamina,
  page,
}) => {
  const bytes = dockerArchive(BASE, [{ name: "g", type: "1", link: "f" }]);
  await lamina.openBytes("refused.tar", bytes);
  await expect(lamina.row("g")).toBeVisible();
  await page.getByRole("radio", { name: "As overlayfs shows" }).click();
  await expect(page.locator("lamina-files")).toContainText(
    "Docker and podman do not load this image.",
  );
  await expect(page.locator("lamina-files")).toContainText(
    "a hard link to a file of a lower layer (g)",
  );
});

test("an ordinary image has no choice of rules", async ({ lamina, page }) => {
  await lamina.open("odd.podman-docker.tar");
  await expect(page.getByRole("radio", { name: "As OCI says" })).toHaveCount(0);
  await expect(page.locator("lamina-files footer")).toContainText("as a container sees them");
});

test("a script asks by either rules", async ({ lamina }) => {
  const bytes = dockerArchive(BASE, [
    { name: ".wh.a" },
    { name: "a/", type: "5" },
    { name: "a/z", content: "new" },
    { name: "g", type: "1", link: "f" },
  ]);
  const result = await lamina.page.evaluate(
    async ([API, base64]) => {
      type Api = typeof import("../../www/src/lamina.js");
      const { openArchive } = (await import(API)) as Api;
      const archive = await openArchive(
        Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)),
      );
      await archive.indexed();
      const [image] = archive.images;
      if (!image) throw new Error("no image");
      const [oci, overlayfs] = [await image.tree(), await image.tree({ rules: "overlayfs" })];
      const paths = async (tree: typeof oci): Promise<string[]> => {
        const walked: string[] = [];
        for await (const { path } of tree.walk()) walked.push(path);
        return walked;
      };
      const deleted = async (rules: "oci" | "overlayfs"): Promise<string[]> =>
        (await image.changes(1, { rules }))
          .filter(({ kind }) => kind === "deleted")
          .map(({ path }) => path);
      const outcome = {
        oci: await paths(oci),
        overlayfs: await paths(overlayfs),
        content: await (await overlayfs.read("/a/x")).text(),
        differing: [oci.differing, overlayfs.differing],
        why: (await overlayfs.stat("/a/x"))?.differs,
        plain: (await oci.stat("/f"))?.differs,
        versions: (await overlayfs.versions("/a/x")).map(({ kind, live }) => [kind, live]),
        deleted: [await deleted("oci"), await deleted("overlayfs")],
        refused: oci.refused.map(({ layer, problem }) => [layer, problem.code]),
      };
      archive.close();
      return outcome;
    },
    [API, bytes.toString("base64")] as const,
  );
  expect(result).toEqual({
    oci: ["/a", "/a/z", "/f", "/g"],
    overlayfs: ["/a", "/a/x", "/a/z", "/f", "/g"],
    content: "old",
    differing: [1, 1],
    why: { cause: "remade-directory", layer: 1, inside: false, other: null },
    plain: null,
    versions: [["written", true]],
    deleted: [["/a/x"], []],
    refused: [[1, "link-below"]],
  });
});
