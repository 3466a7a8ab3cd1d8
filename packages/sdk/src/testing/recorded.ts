/// <reference types="node" />
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { error } from "./answers.js";
import type { Exchange, Script, TestRequest } from "./exchange.js";

/** Options of {@link recorded}. */
export interface RecordingOptions {
  /**
   * `replay`: answer from the file only; `record`: ask the upstream for each request and write the file anew;
   * `auto`: replay what is there and record what isn't. Default `replay`.
   */
  mode?: "replay" | "record" | "auto" | undefined;
  /** Base URL of the API that is recorded. Default `https://openrouter.ai/api/v1`. */
  upstream?: string | undefined;
  /** Replay at the pace of the recording. Default `false`: at once. */
  realTime?: boolean | undefined;
}

interface Recording {
  version: 1;
  exchanges: RecordedExchange[];
}

interface RecordedExchange {
  request: Pick<TestRequest, "method" | "path" | "body">;
  status: number;
  headers: Record<string, string>;
  /** Milliseconds since the piece before, and the piece. */
  pieces: [ms: number, text: string][];
}

/** Header fields of an answer that are kept: what clients look at and nobody minds to have in a repository. */
const kept = ["content-type", "retry-after", "x-generation-id"];

/**
 * Answers with recordings of a real upstream, kept in a JSON file. A request is answered by the recording of the same
 * method, path and JSON body; several of the same are played in turn, the last one again and again. The file has
 * no header of any request, so no key. A request without a recording gets status 501.
 */
export function recorded(file: string, options: RecordingOptions = {}): Script {
  const { mode = "replay", upstream = "https://openrouter.ai/api/v1", realTime = false } = options;
  const recording = mode === "record" ? empty() : read(file);
  const played = new Map<RecordedExchange, boolean>();

  return async (exchange) => {
    const { method, path, body } = exchange.request;
    const same = recording.exchanges.filter(({ request }) =>
      isDeepStrictEqual(request, JSON.parse(JSON.stringify({ method, path, body }))),
    );
    const next =
      same.find((candidate) => !played.has(candidate)) ?? (mode === "record" ? undefined : same.at(-1));
    if (next) {
      played.set(next, true);
      return play(next, exchange, realTime);
    }
    if (mode === "replay")
      return error(501, `No recording of ${method} ${path} in ${file} has this body`)(exchange);
    const made = await record(exchange, upstream);
    played.set(made, true);
    recording.exchanges.push(made);
    writeFileSync(file, `${JSON.stringify(recording, undefined, 2)}\n`);
  };
}

async function play({ status, headers, pieces }: RecordedExchange, exchange: Exchange, realTime: boolean) {
  exchange.head(status, headers);
  for (const [ms, text] of pieces) {
    if (realTime) await exchange.delay(ms);
    await exchange.write(text);
  }
  exchange.end();
}

/** Asks the upstream, and passes its answer on as it comes. */
async function record(exchange: Exchange, upstream: string): Promise<RecordedExchange> {
  const { method, path, body, headers } = exchange.request;
  const response = await fetch(upstream.replace(/\/$/, "") + path, {
    method,
    headers: { "content-type": "application/json", ...pick(headers, ["accept", "authorization"]) },
    body: body === undefined ? null : JSON.stringify(body),
    signal: exchange.signal,
  });
  const answer: RecordedExchange = {
    request: JSON.parse(JSON.stringify({ method, path, body })),
    status: response.status,
    headers: pick(Object.fromEntries(response.headers), kept),
    pieces: [],
  };
  exchange.head(answer.status, answer.headers);
  let last = performance.now();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const now = performance.now();
    answer.pieces.push([Math.round(now - last), part.value]);
    last = now;
    await exchange.write(part.value);
  }
  exchange.end();
  return answer;
}

function read(file: string): Recording {
  if (!existsSync(file)) return empty();
  const recording = JSON.parse(readFileSync(file, "utf8")) as Recording;
  if (recording.version !== 1) throw new TypeError(`${file}: version is ${recording.version}, allowed: 1`);
  return recording;
}

const empty = (): Recording => ({ version: 1, exchanges: [] });

const pick = (from: Record<string, string>, names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => (name in from ? [[name, from[name]!]] : [])));
