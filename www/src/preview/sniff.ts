/** Recognises files by their first bytes, and by name what has no mark of its own. */

const IMAGES: readonly { type: string; test: (bytes: Uint8Array) => boolean }[] = [
  { type: "image/png", test: (b) => at(b, 0, "\x89PNG\r\n\x1a\n") },
  { type: "image/jpeg", test: (b) => at(b, 0, "\xff\xd8\xff") },
  { type: "image/gif", test: (b) => at(b, 0, "GIF87a") || at(b, 0, "GIF89a") },
  { type: "image/webp", test: (b) => at(b, 0, "RIFF") && at(b, 8, "WEBP") },
  { type: "image/avif", test: (b) => at(b, 4, "ftypavif") || at(b, 4, "ftypavis") },
  { type: "image/bmp", test: (b) => at(b, 0, "BM") && zero(b, 6, 4) && b.length > 26 },
  { type: "image/x-icon", test: (b) => at(b, 0, "\0\0\x01\0") && (b[4] ?? 0) > 0 && zero(b, 5, 1) },
];

function at(bytes: Uint8Array, offset: number, mark: string): boolean {
  for (let i = 0; i < mark.length; i++) {
    if (bytes[offset + i] !== mark.charCodeAt(i)) return false;
  }
  return true;
}

function zero(bytes: Uint8Array, offset: number, length: number): boolean {
  return bytes.subarray(offset, offset + length).every((byte) => byte === 0);
}

/** The media type, if it is a picture that browsers show. */
export function imageType(path: string, bytes: Uint8Array): string | null {
  const found = IMAGES.find(({ test }) => test(bytes));
  if (found) return found.type;
  // An SVG is text; only the name and the element tell. It is shown as an <img>, where no script runs.
  if (/\.svg$/i.test(path) && /<svg[\s>]/.test(new TextDecoder().decode(bytes.subarray(0, 4096)))) {
    return "image/svg+xml";
  }
  return null;
}

const LANGUAGES: Record<string, string> = {
  bash: "bash",
  sh: "bash",
  zsh: "bash",
  ash: "bash",
  profile: "bash",
  bashrc: "bash",
  c: "c",
  h: "c",
  cc: "cpp",
  cpp: "cpp",
  cxx: "cpp",
  hpp: "cpp",
  hh: "cpp",
  cs: "csharp",
  css: "css",
  diff: "diff",
  patch: "diff",
  go: "go",
  htm: "xml",
  html: "xml",
  xhtml: "xml",
  xml: "xml",
  svg: "xml",
  xsl: "xml",
  xsd: "xml",
  plist: "xml",
  cfg: "ini",
  cnf: "ini",
  conf: "ini",
  desktop: "ini",
  ini: "ini",
  properties: "ini",
  service: "ini",
  toml: "ini",
  env: "ini",
  java: "java",
  js: "javascript",
  cjs: "javascript",
  mjs: "javascript",
  jsx: "javascript",
  json: "json",
  map: "json",
  webmanifest: "json",
  ipynb: "json",
  lock: "",
  lua: "lua",
  mk: "makefile",
  md: "markdown",
  markdown: "markdown",
  pl: "perl",
  pm: "perl",
  php: "php",
  py: "python",
  pyi: "python",
  r: "r",
  rb: "ruby",
  gemspec: "ruby",
  rs: "rust",
  scss: "scss",
  sql: "sql",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "typescript",
  yaml: "yaml",
  yml: "yaml",
};

const BY_NAME: Record<string, string> = {
  dockerfile: "dockerfile",
  containerfile: "dockerfile",
  makefile: "makefile",
  gnumakefile: "makefile",
  "nginx.conf": "nginx",
  rakefile: "ruby",
  gemfile: "ruby",
  ".bashrc": "bash",
  ".profile": "bash",
  ".gitconfig": "ini",
  "package-lock.json": "json",
  "composer.lock": "json",
  "poetry.lock": "ini",
  "cargo.lock": "ini",
  "os-release": "ini",
};

const BY_INTERPRETER: readonly [RegExp, string][] = [
  [/\b(ba|da|z|k|a)?sh\b/, "bash"],
  [/\bpython/, "python"],
  [/\bperl/, "perl"],
  [/\bruby/, "ruby"],
  [/\bnode\b/, "javascript"],
  [/\bphp/, "php"],
  [/\blua/, "lua"],
];

/** The name of the highlighter's language; empty if it is better left plain. */
export function languageOf(path: string, firstLine: string): string {
  const name = (path.split("/").at(-1) ?? "").toLowerCase();
  const known = BY_NAME[name];
  if (known !== undefined) return known;
  if (path.startsWith("/etc/nginx/") && !/\.(html?|js)$/.test(name)) return "nginx";
  if (/^(docker|container)file\./.test(name)) return "dockerfile";
  const extension = /\.([a-z0-9]+)$/.exec(name)?.[1];
  const byExtension = extension === undefined ? undefined : LANGUAGES[extension];
  if (byExtension !== undefined) return byExtension;
  if (firstLine.startsWith("#!")) {
    return BY_INTERPRETER.find(([pattern]) => pattern.test(firstLine))?.[1] ?? "";
  }
  if (/^<\?xml\b/.test(firstLine)) return "xml";
  return "";
}
