import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeChatChunk, encodeChatResponse } from "../../src/server/index.js";
import { decodeBody } from "../../src/wire/index.js";
import { readSchemas, samples } from "../wire/schema-samples.js";

const schemas = ["seed-schemas.json", "current-schemas.json"].map(readSchemas);

describe("the encoder gives back what the API sent, to the letter", () => {
  test.each(
    schemas.flatMap((all, which) =>
      Object.entries(all)
        .filter(([name]) => /^Chat(Response|Result|Stream\w*Chunk)/.test(name))
        .map(([name, schema]) => [`${name} of schema ${which + 1}`, all, schema] as const),
    ),
  )("for each property of %s", (_, all, schema) => {
    const values = samples(all, schema);
    expect(values.length).toBeGreaterThan(0);
    for (const { wire } of values) {
      const text = JSON.stringify(wire);
      expect(encodeChatChunk(decodeBody(JSON.parse(text)))).toBe(text);
      expect(encodeChatResponse(decodeBody(JSON.parse(text)))).toBe(text);
    }
  });

  test("for unknown fields anywhere, and keys that mean something to JavaScript", () => {
    const text =
      '{"id":"g","choices":[{"index":0,"delta":{"content":"a","tool_calls":[{"index":0,"new_key":{"finish_reason":1}}],"reasoning_details":[{"type":"reasoning.text","tool_call_id":1}]},"finish_reason":null,"new_key":[[{"finish_reason":1}]]}],"usage":{"prompt_tokens":1,"cost":0.1,"is_byok":false,"x_y":{"is_byok":1}},"__proto__":{"a_b":1},"constructor":1,"openrouter_metadata":null}';
    expect(encodeChatChunk(decodeBody(JSON.parse(text)))).toBe(text);
  });

  test("for any JSON object whose keys are spelled as on the wire", () => {
    const key = fc.oneof(
      fc.constantFrom(
        "choices",
        "delta",
        "message",
        "finish_reason",
        "tool_calls",
        "usage",
        "error",
        "content",
      ),
      fc.stringMatching(/^[a-z_]{1,8}$/),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 0, "text"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 5 }), (json) => {
        const text = JSON.stringify(json);
        expect(JSON.parse(encodeChatResponse(decodeBody(JSON.parse(text))))).toEqual(JSON.parse(text));
      }),
    );
  });
});
