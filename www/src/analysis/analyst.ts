/**
 * The analyst: one worker with the scan core for all archives of the page, started when something is first
 * asked. It has its own session of an archive and is given the layers that the coordinator has indexed. When it
 * dies, the next question starts another.
 */
import type { Engine } from "../api/engine.js";
import { LaminaError } from "../api/error.js";
import type { CallOptions, WorkerClient } from "../worker/client.js";
import type { CallResult } from "../worker/protocol.js";
import type { AnalysisCalls } from "./protocol.js";
import { spawnScanner } from "./spawn.js";

/** The calls whose first argument is the session. */
type SessionCalls = {
  [
    Name in keyof AnalysisCalls as Parameters<AnalysisCalls[Name]> extends [
      session: number,
      image: number,
      ...rest: unknown[],
    ]
      ? Name
      : never
  ]: AnalysisCalls[Name];
};
type AfterSession<K extends keyof SessionCalls> =
  Parameters<SessionCalls[K]> extends [number, ...infer Rest] ? Rest : never;

interface Known {
  client: WorkerClient;
  /** The session's number. */
  number: number;
  /** Layers that were given, by key: which reading of them. */
  given: Map<number, number>;
  /** Questions wait for each other where layers are given. */
  ready: Promise<void>;
}

let worker: Promise<WorkerClient> | undefined;
/** The archives that it has sessions of. */
const known = new Map<Engine, Promise<Known>>();

/** Asks the analyst about an image, when all layers that can be read have been. */
export async function ask<K extends keyof SessionCalls>(
  engine: Engine,
  call: K,
  args: AfterSession<K>,
  options: CallOptions = {},
): Promise<CallResult<K>> {
  const { client, number } = await session(engine, options.signal);
  return client.call<K>(call, [number, ...args] as never, options);
}

/** The analyst's session of an archive, with all layers that have been read. */
export async function session(engine: Engine, signal?: AbortSignal): Promise<Known> {
  // Where reading was stopped, what there is is told.
  await whenRead(engine, signal);
  if (engine.closing.signal.aborted) throw LaminaError.aborted();
  let opened = known.get(engine);
  if (!opened || (await opened.catch(() => null))?.client.ended) {
    opened = open(engine);
    known.set(engine, opened);
    // A failed try is not remembered.
    opened.catch(() => known.delete(engine));
  }
  const one = await opened;
  one.ready = one.ready.then(() => give(engine, one));
  await one.ready;
  return one;
}

async function whenRead(engine: Engine, signal: AbortSignal | undefined): Promise<void> {
  await Promise.race([
    engine.read.catch(() => undefined),
    new Promise<never>((_, reject) => {
      const abort = (): void => reject(LaminaError.aborted());
      if (signal?.aborted) abort();
      signal?.addEventListener("abort", abort, { once: true });
    }),
  ]);
}

async function open(engine: Engine): Promise<Known> {
  const running = await worker?.catch(() => null);
  if (!running || running.ended) worker = spawnScanner();
  const client = await (worker ??= spawnScanner());
  const { blob, wrapping, limits, folder } = engine;
  const now = Date.now() / 1000;
  const number = await client.call("analyse", [blob, wrapping, limits, now, folder]);
  engine.closing.signal.addEventListener("abort", () => void close(engine, client, number));
  return { client, number, given: new Map(), ready: Promise.resolve() };
}

async function close(engine: Engine, client: WorkerClient, number: number): Promise<void> {
  known.delete(engine);
  if (known.size > 0) {
    await client.call("endAnalysis", [number]).catch(() => undefined);
    return;
  }
  client.end(LaminaError.aborted());
  worker = undefined;
}

/** Hands over the layers that were read since the last time. */
async function give(engine: Engine, { client, number, given }: Known): Promise<void> {
  for (const [key, reading] of engine.readings) {
    if (given.get(key) === reading) continue;
    const packed = await engine.call("packLayer", [key]);
    await client.call("give", [number, key, packed], { transfer: [packed.buffer as ArrayBuffer] });
    given.set(key, reading);
  }
}
