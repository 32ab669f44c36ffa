/** Serves the built page, and beside it the bench page, the bare decoders and the jobs. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

const PAGE = `<!doctype html><meta charset="utf-8"><title>Bench</title>
<input type="file"><script type="module" src="/bench/page.js"></script>`;

export interface Site {
  /** Of the bench page. */
  url: string;
  close: () => void;
}

/** `bare` is the folder of the bare decoders, `jobs` what there is to do. */
export async function serve(bare: string, jobs: string): Promise<Site> {
  const load = async (path: string): Promise<Buffer | string> => {
    if (path === "/bench/") return PAGE;
    if (path === "/jobs.json") return readFile(jobs);
    if (path.startsWith("/bare/")) return readFile(join(bare, path.slice("/bare/".length)));
    if (path.startsWith("/bench/")) return script(path.slice("/bench/".length));
    return readFile(join(here("../../www/dist"), path));
  };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname));
    load(path).then(
      (body) => {
        const type = TYPES[extname(path) || ".html"] ?? "application/octet-stream";
        response.writeHead(200, { "content-type": type }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/bench/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A module of this folder as JavaScript: `page.js` of `page.ts`. */
async function script(name: string): Promise<string> {
  const source = await readFile(here(`./${name.replace(/\.js$/, ".ts")}`), "utf8");
  const { ESNext } = ts.ModuleKind;
  const compilerOptions = { module: ESNext, target: ts.ScriptTarget.ES2023 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}
