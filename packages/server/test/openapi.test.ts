import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { constraintFields } from "../src/formats/chat-completions/schema/constraints.js";
import type { openApiDocument } from "../src/http/openapi/document.js";
import { routes } from "../src/http/routes/index.js";
import { ask, askStreamed } from "./support/chat.js";
import { fromSchema, type Schema } from "./support/from-schema.js";
import { startTinyServer, type TestServer } from "./support/server.js";

let server: TestServer;
let document: ReturnType<typeof openApiDocument>;
let ajv: Ajv2020;
beforeAll(async () => {
  server = await startTinyServer({ tiny: { contextLength: 512 }, engineOptions: { contextLength: 512 } });
  document = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as typeof document;
  ajv = new Ajv2020({ strict: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: "api", components: document.components });
});
afterAll(() => server.close());

const matches = (name: string, value: unknown) => {
  const check = ajv.getSchema(`api#/components/schemas/${name}`)!;
  expect(check(value), JSON.stringify(check.errors)).toBe(true);
};

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    expect(document.openapi).toBe("3.1.1");
  });

  /** `/models/:slug` → `/models/{slug}`. */
  const documented = (path: string) => path.replace(/:(\w+)/g, "{$1}");

  it("describes every route, and no other", () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(
      routes.map(({ method, path }) => `${method} ${documented(path)}`).toSorted(),
    );
  });

  it("says which routes need a key", () => {
    for (const { method, path, access } of routes) {
      const described = (document.paths as Record<string, Record<string, { security?: unknown[] }>>)[
        documented(path)
      ]!;
      expect(described[method.toLowerCase()]!.security).toEqual(access === "public" ? [] : undefined);
    }
  });

  it("describes the answers that the server gives", async () => {
    const whole = await ask(server, { max_tokens: 3, logprobs: true, top_logprobs: 1 });
    matches("ChatResponse", whole.body);
    const streamed = await askStreamed(server, { max_tokens: 3, logprobs: true });
    for (const chunk of streamed.chunks) matches("ChatStreamingResponseChunk", chunk);
    matches("Error", (await ask(server, { n: 9 })).body);
    const get = async (path: string) => (await fetch(server.url + path)).json();
    matches("ModelList", await get("/api/v1/models"));
    matches("Generation", await get(`/api/v1/generation?id=${whole.body.id}`));
    matches("Health", await get("/health"));
  });

  it("accepts a request that the server accepts, and refuses one that it refuses", () => {
    const check = ajv.getSchema("api#/components/schemas/ChatGenerationParams")!;
    const messages = [{ role: "user", content: "Hello" }];
    expect(check({ messages, temperature: 1, stop: ["a"], seed: null })).toBe(true);
    expect(check({ messages, temperature: 3 })).toBe(false);
    expect(check({ messages: [{ role: "nobody", content: "Hello" }] })).toBe(false);
    expect(check({})).toBe(false);
  });
});

/** Sends a body and checks that whatever comes is an answer or a complaint of the documented shape. */
const sendAnything = async (body: unknown) => {
  const limits = typeof body === "object" && body !== null && !Array.isArray(body) ? { max_tokens: 2 } : {};
  const response = await fetch(`${server.url}/api/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify(
      Array.isArray(body) ? body : typeof body === "object" ? { ...body, ...limits } : body,
    ),
  });
  const text = await response.text();
  expect([200, 400, 404], text).toContain(response.status);
  if (response.status !== 200) matches("Error", JSON.parse(text));
  else if (response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    for (const [, chunk] of text.matchAll(/^data: (\{.*)$/gm)) {
      const value = JSON.parse(chunk!);
      matches("ChatStreamingResponseChunk", value);
      expect(value.error).toBeUndefined();
    }
  } else matches("ChatResponse", JSON.parse(text));
  return response.status;
};

const request = () => document.components.schemas.ChatGenerationParams as Schema;

/** The request, with at most one of the names of constraints: two would be refused. */
const likelyRequest = () => {
  const { properties = {}, ...rest } = request();
  const names = [...Object.keys(constraintFields), "tools", "tool_choice", "response_format", "top_logprobs"];
  const plain = Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
  const one = (name: string) =>
    fromSchema({ ...rest, properties: { ...plain, [name]: properties[name]! } }, document);
  return fc.oneof(fromSchema({ ...rest, properties: plain }, document), ...names.map(one));
};

describe("any request", () => {
  it("made from the document is answered", async () => {
    const statuses = new Map<number, number>();
    const run = async (body: unknown) => {
      const status = await sendAnything(body);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    await fc.assert(fc.asyncProperty(likelyRequest(), run), { numRuns: 200 });
    expect(statuses.get(200)).toBeGreaterThan(0);
    expect(statuses.get(400)).toBeGreaterThan(0);
  }, 120_000);

  it("with any value in any place is answered", async () => {
    const names = Object.keys(request().properties ?? {});
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(1e308, -1e308, 0, -0, 1.5, "", "\ud800", "\u0000", [], {}, null, [null], {
        __proto__: null,
      }),
      fc.string({ unit: "binary", maxLength: 50 }),
    ) as fc.Arbitrary<unknown>;
    const field = fc.tuple(fc.constantFrom(...names), anything);
    const valid = { messages: [{ role: "user", content: "Hello" }] };
    const body = fc
      .array(field, { maxLength: 3 })
      .map((fields) => ({ ...valid, ...Object.fromEntries(fields) }));
    const either = fc.oneof({ arbitrary: body, weight: 9 }, anything);
    await fc.assert(
      fc.asyncProperty(either, async (value) => {
        await sendAnything(value);
      }),
      { numRuns: 400 },
    );
  }, 120_000);

  it("of any bytes is answered", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => new TextEncoder().encode(text)),
    );
    const cut = fc.tuple(bytes, fc.nat(100)).map(([all, end]) => all.slice(0, end));
    await fc.assert(
      fc.asyncProperty(cut, async (body) => {
        const response = await fetch(`${server.url}/api/v1/chat/completions`, {
          method: "POST",
          body: Uint8Array.from(body),
        });
        expect(response.status).toBe(400);
        matches("Error", await response.json());
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it("to any path with any method is answered", async () => {
    const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "QUERY");
    const path = fc.oneof(fc.webPath(), fc.constantFrom(...Object.keys(document.paths)), fc.constant("//"));
    await fc.assert(
      fc.asyncProperty(method, path, async (method, path) => {
        const response = await fetch(new URL(`${server.url}${path.startsWith("/") ? "" : "/"}${path}`), {
          method,
        });
        expect(response.status).toBeLessThan(500);
        if (response.status >= 400 && method !== "HEAD")
          matches(path.startsWith("/api/v1/messages") ? "MessagesError" : "Error", await response.json());
        else await response.arrayBuffer();
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
