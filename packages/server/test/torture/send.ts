import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { rawRequest, readAnswer } from "../support/raw-request.js";
import type { Input } from "./inputs.js";

/** What became of an input. */
export interface Verdict {
  name: string;
  /** Why it was not held; undefined: it was. */
  fault: string | undefined;
  /** Such as `400`, or `200, a stream`. */
  outcome: string;
  ms: number;
}

/** Milliseconds for an answer: more than a busy machine needs, less than for ever. */
const patience = 120_000;

/** What may be answered to something that nobody should have asked; 503 only with a word on when to come back. */
const allowed = new Set([200, 400, 403, 404, 405, 408, 413, 415, 417, 431]);

/** Sends an input and judges the answer. */
export async function send(input: Input, url: string): Promise<Verdict> {
  const started = performance.now();
  const told = (outcome: string, fault?: string): Verdict => ({
    name: input.name,
    outcome,
    fault,
    ms: Math.round(performance.now() - started),
  });
  try {
    const { status, text, retryAfter } = await exchange(input, url);
    const fault = faultOf(input, status, text, retryAfter);
    return told(
      text.startsWith(":") || text.startsWith("data:") ? `${status}, a stream` : String(status),
      fault,
    );
  } catch (error) {
    const reason = error instanceof Error ? `${error.message} ${error.cause ?? ""}`.trim() : String(error);
    return told("no answer", reason);
  }
}

async function exchange(input: Input, url: string) {
  const signal = AbortSignal.timeout(patience);
  if (input.type === "bytes") {
    const answer = await rawRequest(Number(new URL(url).port), input.bytes, signal);
    const { status, body } = readAnswer(answer);
    return { status, text: JSON.stringify(body), retryAfter: undefined };
  }
  const { path, body } = input;
  // A connection of its own: one that is kept may be closed by the server at any moment.
  const request = httpRequest(url + path, { method: "POST", agent: false, signal });
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  // An answer may come, and the connection end, before all is sent.
  request.on("error", () => {});
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  return { status: response.statusCode!, text, retryAfter: response.headers["retry-after"] };
}

function faultOf(
  input: Input,
  status: number,
  text: string,
  retryAfter: string | undefined,
): string | undefined {
  if (input.type === "bytes" && status !== input.status)
    return `answered with ${status}, not ${input.status}`;
  if (!allowed.has(status) && !(status === 503 && retryAfter !== undefined))
    return `answered with ${status}: ${text}`;
  if (/\bat \S+ \(?(file:|node:|\/)|node_modules|\/packages\/server\//.test(text))
    return `tells of itself: ${text}`;
  if (status !== 200) {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === "string" ? undefined : `no envelope: ${text}`;
  }
  const broken = /"code":(5\d\d)/.exec(text)?.[1];
  return broken === undefined ? undefined : `a stream that ends with ${broken}: ${text.slice(-300)}`;
}
