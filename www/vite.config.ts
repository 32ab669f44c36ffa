import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tells builds of the core apart: what one has indexed, another may index otherwise. */
const core = createHash("sha256")
  .update(readFileSync(here("src/core/lamina_bg.wasm")))
  .digest("hex");

/**
 * Three entries from one source: the page, the API (`lamina.js`) and the element
 * (`lamina-explorer.js`). The names that embedders write down are stable, the rest is hashed.
 * Everything is addressed relative to the file that asks, so that the folder works anywhere.
 */
export default defineConfig({
  root: here("."),
  base: "./",
  publicDir: false,
  define: { __LAMINA_CORE__: JSON.stringify(core.slice(0, 12)) },
  resolve: {
    // The wasm core's JavaScript is made by the build; `worker/core.d.ts` says what is in it.
    alias: {
      "#core": here("src/core/lamina.js"),
      "#scan-core": here("src/scan-core/lamina_scan.js"),
    },
  },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    target: "es2023",
    modulePreload: false,
    // An inlined asset would be a data: URL, which the page's own policy refuses.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        index: here("index.html"),
        lamina: here("src/lamina.ts"),
        "lamina-explorer": here("src/lamina-explorer.ts"),
      },
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: (chunk) =>
          chunk.name.startsWith("lamina") ? "[name].js" : "assets/[name]-[hash].js",
        // What is loaded when somebody asks for it has a budget of its own.
        chunkFileNames: (chunk) =>
          chunk.isDynamicEntry ? "later/[name]-[hash].js" : "assets/[name]-[hash].js",
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".wasm"))
            ? "[name][extname]"
            : "assets/[name]-[hash][extname]",
      },
    },
  },
  worker: {
    format: "es",
    rollupOptions: {
      output: {
        entryFileNames: (chunk) =>
          chunk.name === "scan-worker" ? "lamina-scan-worker.js" : "lamina-worker.js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
