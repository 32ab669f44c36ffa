/** Where the browsers are: a variable names one, else the usual places are tried. */
import { existsSync } from "node:fs";

export function chromium(): string | null {
  return browser("LAMINA_CHROMIUM", [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ]);
}

export function firefox(): string | null {
  return browser("LAMINA_FIREFOX", [
    "/usr/bin/firefox-esr",
    "/usr/bin/firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
  ]);
}

function browser(variable: string, places: readonly string[]): string | null {
  const named = process.env[variable];
  if (named) {
    if (!existsSync(named)) throw new Error(`${variable} names no program: ${named}`);
    return named;
  }
  return places.find((place) => existsSync(place)) ?? null;
}
