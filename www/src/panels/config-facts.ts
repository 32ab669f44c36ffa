/** What people ask of a config, out of JSON that may hold anything. */

export interface ImageFacts {
  entrypoint: string[];
  command: string[];
  env: [string, string][];
  labels: [string, string][];
  user: string;
  directory: string;
  ports: string[];
  volumes: string[];
  stopSignal: string;
  shell: string[];
  health: string;
  author: string;
}

export function imageFacts(image: Record<string, unknown>): ImageFacts {
  const config = record(image["config"]);
  return {
    entrypoint: strings(config["Entrypoint"]),
    command: strings(config["Cmd"]),
    env: strings(config["Env"]).map((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    }),
    labels: Object.entries(record(config["Labels"])).map(([name, value]) => [name, text(value)]),
    user: text(config["User"]),
    directory: text(config["WorkingDir"]),
    ports: Object.keys(record(config["ExposedPorts"])),
    volumes: Object.keys(record(config["Volumes"])),
    stopSignal: text(config["StopSignal"]),
    shell: strings(config["Shell"]),
    health: health(record(config["Healthcheck"])),
    author: text(image["author"]),
  };
}

/** `CMD-SHELL curl … (every 30s, timeout 3s, 3 retries)`; durations are nanoseconds. */
function health(check: Record<string, unknown>): string {
  const test = strings(check["Test"]);
  if (test.length === 0) return "";
  const times = ["Interval", "Timeout", "StartPeriod", "StartInterval"].flatMap((name) => {
    const value = check[name];
    return typeof value === "number" && value > 0 ? [`${name}: ${value / 1e9}s`] : [];
  });
  const retries = check["Retries"];
  if (typeof retries === "number" && retries > 0) times.push(`Retries: ${retries}`);
  return test.join(" ") + (times.length > 0 ? `\n${times.join(", ")}` : "");
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

function strings(value: unknown): string[] {
  // Very old images have a string where a list belongs.
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? value.map(text) : [];
}
