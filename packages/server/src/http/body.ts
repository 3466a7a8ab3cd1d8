import type { IncomingMessage } from "node:http";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { formatPath } from "../formats/validation/issues.js";
import { ApiError, badRequest } from "../generation/api-error.js";
import type { ServerLimits } from "./limits.js";

function tooLarge(limit: number): ApiError {
  return new ApiError(413, "payload_too_large", `The body is larger than the ${limit} bytes allowed`, {
    headers: { Connection: "close" },
  });
}

function receive(incoming: IncomingMessage, limits: ServerLimits): Promise<Buffer> {
  if (Number(incoming.headers["content-length"] ?? 0) > limits.bodyBytes) {
    return Promise.reject(tooLarge(limits.bodyBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      incoming.off("data", onData).off("end", onEnd).off("error", onLost).off("close", onLost);
      finish();
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limits.bodyBytes) settle(() => reject(tooLarge(limits.bodyBytes)));
      else chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onLost = () => settle(() => reject(badRequest("The body ended before it was complete")));
    const timer = setTimeout(() => {
      const message = `The body did not arrive within ${limits.receiveMs} ms`;
      settle(() => reject(new ApiError(408, "timeout", message, { headers: { Connection: "close" } })));
    }, limits.receiveMs);
    incoming.on("data", onData).on("end", onEnd).on("error", onLost).on("close", onLost);
  });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("The body is not valid UTF-8");
  }
}

/** Refuses deep nesting before anything recurses into it. */
function checkNesting(text: string, most: number): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      if (++depth > most) {
        throw badRequest(`The body nests arrays and objects deeper than the ${most} levels allowed`);
      }
    } else if (code === 125 || code === 93) depth--;
  }
}

function syntaxError(text: string): ApiError {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (text.trim() === "" || !first) return badRequest("The body must be JSON, got nothing that can be read");
  const before = text.slice(0, first.offset).split("\n");
  const [line, column] = [before.length, before.at(-1)!.length + 1];
  const kind = printParseErrorCode(first.error)
    .replace(/(?!^)([A-Z])/g, " $1")
    .toLowerCase();
  const message = `The body is not valid JSON: ${kind} at line ${line}, column ${column} (position ${first.offset})`;
  return badRequest(message, null, { line, column, position: first.offset });
}

/** Path of the first string with half a surrogate pair, which no tokenizer can take. */
function illFormed(value: unknown, path: PropertyKey[] = []): PropertyKey[] | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : path;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    const found = key.isWellFormed() ? illFormed(inner, here) : path;
    if (found) return found;
  }
  return undefined;
}

/** Reads a JSON body within the limits. Throws `ApiError` (400, 408 or 413) with what is wrong and where. */
export async function readJson(incoming: IncomingMessage, limits: ServerLimits): Promise<unknown> {
  const text = decode(await receive(incoming, limits));
  checkNesting(text, limits.nesting);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw syntaxError(text);
  }
  const broken = /\\u[dD][89a-fA-F]/.test(text) ? illFormed(value) : undefined;
  if (broken) {
    const param = formatPath(broken) || null;
    throw badRequest(`${param ?? "The body"} contains half of a surrogate pair, which is not text`, param);
  }
  return value;
}
