import { describe, expect, it } from "vitest";
import type { ChatGenerationParams } from "../../src/models/index.js";
import { decodeBody, decodeChatChunk, decodeChatResponse, encodeChatRequest } from "../../src/wire/index.js";
import type { Shape } from "../../src/wire/shape.js";
import { request, response } from "../../src/wire/shapes.js";
import { propertyNames, readSchemas, samples } from "./schema-samples.js";

const seed = readSchemas("seed-schemas.json");
const current = readSchemas("current-schemas.json");

describe("every property of the published schemas", () => {
  it.each([
    ["ChatGenerationParams of the seed", seed, "ChatGenerationParams"],
    ["ChatRequest", current, "ChatRequest"],
  ] as const)("%s: is encoded", (_, schemas, name) => {
    const all = samples(schemas, schemas[name]!);
    expect(all.length).toBeGreaterThan(3);
    for (const { wire, typed } of all) {
      expect(JSON.parse(encodeChatRequest(typed as ChatGenerationParams))).toEqual(wire);
    }
  });

  it.each([
    ["ChatResponse of the seed", seed, "ChatResponse", decodeChatResponse],
    ["ChatResult", current, "ChatResult", decodeChatResponse],
    ["ChatStreamChunk", current, "ChatStreamChunk", decodeChatChunk],
    ["ChatError of the seed", seed, "ChatError", decodeBody],
    ["BadRequestResponse", current, "BadRequestResponse", decodeBody],
    ["TooManyRequestsResponse", current, "TooManyRequestsResponse", decodeBody],
  ] as const)("%s: is decoded", (_, schemas, name, decode) => {
    const all = samples(schemas, schemas[name]!);
    expect(all.length).toBeGreaterThan(0);
    for (const { wire, typed } of all) expect(decode(structuredClone(wire) as object)).toEqual(typed);
  });

  it("ChatStreamingResponseChunk of the seed: its data is decoded", () => {
    const all = samples(seed, seed.ChatStreamingResponseChunk!.properties!.data!);
    for (const { wire, typed } of all)
      expect(decodeChatChunk(structuredClone(wire) as object)).toEqual(typed);
  });
});

it("the tables hold no name that neither schema knows, but those documented elsewhere", () => {
  const known = new Set([...propertyNames(seed), ...propertyNames(current)]);
  const extra = new Set<string>();
  const visit = (shape: Shape): void => {
    for (const [key, { nested }] of shape) {
      if (key && !known.has(key)) extra.add(key);
      if (nested && typeof nested !== "function") visit(nested);
    }
  };
  for (const shape of [request, response]) visit(shape);
  expect([...extra].sort()).toEqual(["image_tokens", "native_finish_reason"]);
});
