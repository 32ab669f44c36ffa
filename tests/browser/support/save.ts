/** Saving what is planned. */
import type { Download } from "@playwright/test";

import type { Lamina } from "./page.js";

/** Saves as browsers without a save dialog do. */
export async function saved(lamina: Lamina): Promise<Download> {
  await lamina.page.evaluate(() => {
    Object.defineProperty(window, "showSaveFilePicker", { value: undefined });
  });
  const download = lamina.page.waitForEvent("download");
  await lamina.save.getByRole("button", { name: "Save archive" }).click();
  return download;
}
