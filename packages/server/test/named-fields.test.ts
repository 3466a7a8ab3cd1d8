import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "../src/http/openapi/document.js";
import { startTinyServer, type TestServer, tinyId } from "./support/server.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer({ tiny: { contextLength: 512 }, engineOptions: { contextLength: 512 } });
});
afterAll(() => server.close());

const model = tinyId;
const messages = [{ role: "user", content: "Hi" }];
const { schemas } = openApiDocument().components;

const endpoints: [path: string, schema: keyof typeof schemas, right: object][] = [
  ["chat/completions", "ChatGenerationParams", { messages, max_tokens: 2 }],
  ["completions", "CompletionRequest", { prompt: "Hi", max_tokens: 2 }],
  ["messages", "MessagesRequest", { model, messages, max_tokens: 2 }],
  ["messages/count_tokens", "CountTokensRequest", { model, messages }],
  ["responses", "ResponsesRequest", { input: "Hi", max_output_tokens: 2 }],
  ["embeddings", "EmbeddingRequest", { input: "Hi" }],
  ["rerank", "RerankRequest", { query: "a", documents: ["b"] }],
];

/** None of them is right in any field, or it is in all of its fields. */
const odd = [
  ...[null, true, false, 0, -1, 1.5, 1e300, -1e300, "", "x", "\0", "\ud800", "x".repeat(10_000)],
  ...[[], [null], [[]], [{}], ["x"], Array(20_000).fill(0)],
  ...[{}, { a: null }, { type: "x" }, { type: null }, JSON.parse('{"__proto__":{"a":1},"constructor":1}')],
];

/** The error in whichever envelope is the language's own. */
function errorIn(
  path: string,
  body: { type?: string; error: { message: string; param?: string; type: string } },
) {
  if (!path.startsWith("messages")) {
    expect(body.error).toMatchObject({
      code: expect.any(Number),
      metadata: { error_type: expect.any(String) },
    });
    return body.error;
  }
  expect(body).toMatchObject({ type: "error", error: { type: expect.stringMatching(/_error$/) } });
  return body.error;
}

describe.each(endpoints)("/%s", (path, name, right) => {
  const post = async (body: string) => {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${server.url}/api/v1/${path}`, { method: "POST", headers, body });
    return { status: response.status, text: await response.text() };
  };

  it("names the field that is wrong, whatever is in it", async () => {
    const { properties = {} } = schemas[name] as { properties?: object };
    for (const field of Object.keys(properties)) {
      for (const value of odd) {
        const asked = JSON.stringify({ ...right, [field]: value });
        const { status, text } = await post(asked);
        const about = `${asked.slice(0, 300)} ${status} ${text.slice(0, 500)}`;
        expect([200, 400, 404], about).toContain(status);
        if (status === 200) continue;
        const { message, param = null } = errorIn(path, JSON.parse(text));
        expect(message, about).not.toMatch(/undefined|\[object|NaN/);
        expect(text.length, about).toBeLessThan(2_000);
        // Whether the model, or the length of the whole prompt, will do is no matter of one field.
        if (status === 404 || /context length/.test(message)) continue;
        const named = path.startsWith("messages") ? message : String(param);
        expect(named, about).toMatch(new RegExp(`(^|; )${field}\\b`));
      }
    }
  }, 180_000);

  it.each(["", "null", "[]", "1", '"x"', "{", "{}", "\0", '{"a":1}{"b":2}'])(
    "says what is wrong with the body %j",
    async (body) => {
      const { status, text } = await post(body);
      expect(status).toBe(400);
      expect(errorIn(path, JSON.parse(text)).message).not.toBe("");
    },
  );
});
