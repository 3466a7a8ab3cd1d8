import type { SchemaName } from "./schemas.js";

/** A named schema. */
export function ref(name: SchemaName) {
  return { $ref: `#/components/schemas/${name}` };
}

/** A body of JSON. */
export function json(name: SchemaName) {
  return { "application/json": { schema: ref(name) } };
}

/** An answer of JSON. */
export function answer(description: string, name: SchemaName) {
  return { description, content: json(name) };
}

/** What else is answered, where it is not told by its status. */
export function failure(name: SchemaName = "Error") {
  return { default: answer("What went wrong", name) };
}

/** An answer whose fields are not described here. */
export function opaque(description: string) {
  return { description, content: { "application/json": { schema: { type: "object" } } } };
}

/** Headers of every answer that somebody made. */
export const answerHeaders = {
  "X-Generation-Id": { description: "The answer's id", schema: { type: "string" } },
  "X-OpenRouter-Warnings": {
    description: "Names of the fields that were ignored",
    schema: { type: "string" },
  },
};

const text = { type: "string" };
const flag = { type: "string", enum: ["true", "false"] };

/** What a request says of the response cache. */
export const cacheParameters = [
  {
    name: "X-OpenRouter-Cache",
    in: "header",
    description: "Whether to use the response cache",
    schema: flag,
  },
  {
    name: "X-OpenRouter-Cache-TTL",
    in: "header",
    description: "How long the answer may be given again, in seconds. Default: 300",
    schema: { type: "integer", minimum: 1, maximum: 86_400 },
  },
  { name: "X-OpenRouter-Cache-Clear", in: "header", description: "Ask anew, and keep that", schema: flag },
];

/** What an answer says of it. */
export const cacheHeaders = {
  "X-OpenRouter-Cache-Status": { description: "HIT or MISS, if the cache was asked for", schema: text },
  "X-OpenRouter-Cache-TTL": { description: "Seconds for which the answer is kept", schema: text },
  "X-OpenRouter-Cache-Age": { description: "Seconds since it was kept; only with HIT", schema: text },
  "X-OpenRouter-Cache-Source-Id": { description: "Id of the answer that is given again", schema: text },
};

/** What a request says of coming back for its answer. */
export const resumeParameters = [
  {
    name: "X-OpenRouter-Resume",
    in: "header",
    description:
      "`true`: the stream goes on while its client is gone, and can be read again for some minutes",
    schema: text,
  },
];

/** What an answer says of it. */
export const resumeHeaders = {
  "X-OpenRouter-Resume": {
    description: "`true`: the stream can be resumed; its events have an `id`",
    schema: text,
  },
};

const retryHeader = {
  "Retry-After": { description: "Seconds", schema: { type: "integer" } },
};

/** Errors by their statuses. */
export function errors(...statuses: [status: number, description: string][]) {
  return Object.fromEntries(
    statuses.map(([status, description]) => [
      status,
      { ...answer(description, "Error"), ...(status === 503 && { headers: retryHeader }) },
    ]),
  );
}

/** Parameters that are parts of the path. */
export function inPath(...names: string[]) {
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
}
