/** Serves the built page, as any static server would. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../../www/dist", import.meta.url));
const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export interface Site {
  /** Ends with a slash. */
  url: string;
  close: () => void;
}

/** `pages` are documents of a test's own, by their path. The samples are below `/samples/`. */
export async function serve(pages: Record<string, string> = {}): Promise<Site> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname);
    const page = pages[path];
    if (page !== undefined) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    } else {
      void send(path, response);
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function send(path: string, response: ServerResponse): Promise<void> {
  const within = normalize(path.endsWith("/") ? `${path}index.html` : path);
  const file = within.startsWith("/samples/")
    ? join(SAMPLES, within.slice("/samples".length))
    : join(DIST, within);
  try {
    const body = await readFile(file);
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-length": body.length }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}
