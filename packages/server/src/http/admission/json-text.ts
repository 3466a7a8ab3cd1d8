import { type ParseError, printParseErrorCode, visit } from "jsonc-parser";
import { formatPath } from "../../formats/validation/issues.js";
import { type ApiError, badRequest } from "../../generation/api-error.js";

/** What a body may be made of, whatever it says. */
export interface JsonLimits {
  /** Deepest nesting of arrays and objects. */
  nesting: number;
  /** Most values: entries of arrays and fields of objects, at all depths. */
  values: number;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("The body is not valid UTF-8");
  }
}

/** Refuses deep nesting before anything recurses into it, and more values than anybody could want to look at. */
function checkSize(text: string, { nesting, values }: JsonLimits): void {
  let depth = 0;
  let commas = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      if (++depth > nesting) {
        throw badRequest(`The body nests arrays and objects deeper than the ${nesting} levels allowed`);
      }
    } else if (code === 125 || code === 93) depth--;
    else if (code === 44 && ++commas > values) {
      throw badRequest(`The body has more than the ${values} values allowed, all lists and objects together`);
    }
  }
}

function syntaxError(text: string): ApiError {
  const found = text.trim() === "" ? undefined : firstError(text);
  if (!found) return badRequest("The body must be JSON, got nothing that can be read");
  const before = text.slice(0, found.offset);
  const line = before.split("\n").length;
  const column = found.offset - before.lastIndexOf("\n");
  const position = found.offset;
  const kind = printParseErrorCode(found.error)
    .replace(/(?!^)([A-Z])/g, " $1")
    .toLowerCase();
  const message = `The body is not valid JSON: ${kind} at line ${line}, column ${column} (position ${position})`;
  return badRequest(message, null, { line, column, position });
}

/** Where the text stops being JSON. */
function firstError(text: string): ParseError | undefined {
  let first: ParseError | undefined;
  const onError = (error: number, offset: number, length: number) => {
    first ??= { error, offset, length };
  };
  visit(text, { onError }, { disallowComments: true, allowTrailingComma: false });
  return first;
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

/** The value of a JSON text. Throws a 400 `ApiError` with what is wrong and where. */
export function parseJson(bytes: Uint8Array, limits: JsonLimits): unknown {
  const text = decode(bytes);
  checkSize(text, limits);
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
