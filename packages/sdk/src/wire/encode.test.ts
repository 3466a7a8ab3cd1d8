import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SDKValidationError } from "../errors/sdk-validation-error.js";
import type { ChatGenerationParams } from "../models/index.js";
import { decodeChatResponse, encodeChatRequest } from "./index.js";

const params = (fields: object): ChatGenerationParams => ({ messages: [], ...fields });

const encode = (fields: object, extraBody?: Record<string, unknown>): unknown => {
  const { messages, ...body } = JSON.parse(encodeChatRequest(params(fields), extraBody));
  return body;
};

function refusal(request: unknown, extraBody?: Record<string, unknown>): SDKValidationError {
  try {
    encodeChatRequest(request as ChatGenerationParams, extraBody);
  } catch (error) {
    expect(error).toBeInstanceOf(SDKValidationError);
    return error as SDKValidationError;
  }
  throw new Error("nothing was refused");
}

describe("what is the caller's own is never touched", () => {
  const own = { maxTokens: 1, top_p: { toolCalls: [{ toolCallId: 1 }] }, type: "openrouter:web_search" };

  it.each([
    ["metadata", { metadata: own }],
    ["image options", { imageConfig: own }],
    ["logit bias", { logitBias: { maxTokens: 1 } }],
    ["trace", { trace: { custom: own } }],
    ["JSON schema", { responseFormat: { type: "json_schema", jsonSchema: { name: "x", schema: own } } }],
    ["function", { tools: [{ type: "function", function: { name: "x", parameters: own } }] }],
    ["flat function", { tools: [{ type: "function", parameters: own }] }],
    ["image tool", { tools: [{ type: "openrouter:image_generation", parameters: own }] }],
    [
      "nested tools",
      { tools: [{ type: "openrouter:fusion", parameters: { tools: [{ parameters: own }] } }] },
    ],
    ["unknown tool", { tools: [{ type: "other:tool", parameters: own }] }],
    ["plugin's tools", { plugins: [{ id: "fusion", tools: [{ type: "x", parameters: own }] }] }],
    ["reasoning details", { messages: [{ role: "assistant", reasoningDetails: [own] }] }],
    ["annotations", { messages: [{ role: "assistant", annotations: [own] }] }],
    ["tool call arguments", { messages: [{ role: "assistant", toolCalls: [{ function: own }] }] }],
    ["unknown field", { somethingNew: own }],
    ["unknown field below a known one", { provider: { somethingNew: own } }],
  ])("%s", (_, fields) => {
    const text = encodeChatRequest(params(fields));
    expect(text).toContain(JSON.stringify((fields as { logitBias?: unknown }).logitBias ?? own));
  });

  it("a key spelled as on the wire is sent as it is, with everything beneath", () => {
    const wire = { max_tokens: 1, stream_options: { includeUsage: true }, tool_choice: "auto" };
    expect(encode(wire)).toEqual(wire);
  });
});

it("names the settings of server tools and plugins", () => {
  expect(
    encode({
      tools: [
        { type: "openrouter:web_search", parameters: { maxResults: 3, userLocation: { city: "Lyon" } } },
        { type: "web_search_preview", searchContextSize: "low", parameters: { maxUses: 1 } },
        {
          type: "openrouter:bash",
          parameters: { environment: { type: "container_reference", containerId: "c" } },
        },
        { type: "openrouter:advisor", parameters: { reasoning: { maxTokens: 5 } } },
      ],
      plugins: [{ id: "web", maxResults: 2, searchPrompt: "Found:" }],
    }),
  ).toEqual({
    tools: [
      { type: "openrouter:web_search", parameters: { max_results: 3, user_location: { city: "Lyon" } } },
      { type: "web_search_preview", search_context_size: "low", parameters: { max_uses: 1 } },
      {
        type: "openrouter:bash",
        parameters: { environment: { type: "container_reference", container_id: "c" } },
      },
      { type: "openrouter:advisor", parameters: { reasoning: { max_tokens: 5 } } },
    ],
    plugins: [{ id: "web", max_results: 2, search_prompt: "Found:" }],
  });
});

describe("extraBody", () => {
  it("adds fields as they are and takes the place of the request's", () => {
    const extra = { new_field: { maxTokens: 1 }, topP: 2, max_tokens: 7 };
    expect(encode({ maxTokens: 3, temperature: 1 }, extra)).toEqual({ ...extra, temperature: 1 });
  });

  it("takes a field away with undefined", () => {
    expect(encode({ maxTokens: 3, topP: 1 }, { max_tokens: undefined })).toEqual({ top_p: 1 });
  });
});

describe("what is left out, and what is sent in place of an object", () => {
  it("is as in JSON", () => {
    const fields = {
      absent: undefined,
      list: [undefined, 1],
      sparse: new Array(2),
      date: new Date(0),
      invalidDate: new Date(Number.NaN),
      url: new URL("http://localhost/"),
      custom: { toJSON: () => ({ a: 1, gone: undefined }) },
      map: new Map([[1, 2]]),
      bytes: new Uint8Array(2),
      zero: -0,
      lone: "\ud800",
      bare: Object.assign(Object.create(null), { a: 1 }),
      withSymbol: { [Symbol("s")]: 1 },
    };
    expect(encode(fields)).toEqual(JSON.parse(JSON.stringify(fields)));
  });

  it("one object in two places is no cycle", () => {
    const shared = { a: [1] };
    expect(encode({ x: shared, y: [shared, shared] })).toEqual({ x: shared, y: [shared, shared] });
  });
});

describe("what can't be sent is refused with its place", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = [cycle];

  it.each<[string, unknown, string, string]>([
    ["no request", undefined, "request", "must be an object, was undefined"],
    ["null", null, "request", "must be an object, was null"],
    ["text", "hello", "request", "must be an object, was string"],
    ["no messages", {}, "messages", "must be an array, was undefined"],
    ["messages that are text", { messages: "hello" }, "messages", "must be an array, was string"],
    ["NaN", params({ temperature: Number.NaN }), "temperature", "must be a JSON value, was NaN"],
    [
      "Infinity",
      params({ logitBias: { "5": Infinity } }),
      "logitBias.5",
      "must be a JSON value, was Infinity",
    ],
    ["bigint", params({ seed: 1n }), "seed", "must be a JSON value, was bigint"],
    ["function", params({ trace: { a: [() => 1] } }), "trace.a[0]", "must be a JSON value, was function"],
    ["symbol", { messages: [{ name: Symbol("s") }] }, "messages[0].name", "must be a JSON value, was symbol"],
    [
      "cycle",
      { messages: [{ content: [cycle] }] },
      "messages[0].content[0].self[0]",
      "must be without cycles",
    ],
  ])("%s", (_, request, path, reason) => {
    const error = refusal(request);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${error.reason}`);
    expect(error.reason).toContain(reason);
  });

  it("gives the value", () => {
    expect(refusal(params({ seed: 12n })).rawValue).toBe(12n);
    expect(refusal({ messages: 5 }).rawValue).toBe(5);
  });

  it("in extraBody too", () => {
    expect(refusal(params({}), { a: { b: Number.NaN } }).path).toBe("extraBody.a.b");
  });

  it("an error of the caller's own code keeps its words", () => {
    const fields = {
      user: {
        toJSON() {
          throw new Error("no user");
        },
      },
    };
    expect(refusal(params(fields)).message).toBe("user: Error: no user");
  });

  it("nesting deeper than the stack", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(refusal(params({ deep })).reason).toContain("RangeError");
  });
});

describe("for any JSON", () => {
  it("unknown fields arrive as JSON would send them", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, key) => {
        const fields = { [`x ${key}`]: value };
        expect(encode(fields)).toEqual(JSON.parse(JSON.stringify(fields)));
      }),
    );
  });

  it("__proto__ is a key like any other", () => {
    const fields = JSON.parse('{"messages":[{"__proto__":{"a":1}}],"__proto__":{"maxTokens":2}}');
    expect(encodeChatRequest(fields)).toBe(JSON.stringify(fields));
    expect(({} as { maxTokens?: unknown }).maxTokens).toBeUndefined();
  });
});

it("an assistant message that came can be sent again unchanged", () => {
  const message = {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: '{"a_b":1}' } }],
    reasoning_details: [{ type: "reasoning.encrypted", data: "…", tool_call_id: "c", signature: null }],
    images: [{ type: "image_url", image_url: { url: "data:," } }],
    audio: { id: "a", expires_at: 1 },
    annotations: [{ type: "url_citation", url_citation: { start_index: 1 } }],
    something_new: { deep_key: [1, { other_key: null }] },
  };
  const answer = decodeChatResponse({ choices: [{ message: structuredClone(message) }] });
  expect(answer.choices[0]!.message.toolCalls).toEqual(message.tool_calls);
  const sent = encodeChatRequest({ messages: [answer.choices[0]!.message] });
  expect(JSON.stringify(JSON.parse(sent).messages[0])).toBe(JSON.stringify(message));
});
