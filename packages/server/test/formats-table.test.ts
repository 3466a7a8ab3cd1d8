import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "../src/http/openapi/document.js";

const text = readFileSync(new URL("../../../docs/formats.md", import.meta.url), "utf8");
const { schemas } = openApiDocument().components;

/** What stands under a heading, up to the next of its rank. */
function section(heading: string): string {
  const [, found] = text.split(`\n## ${heading}\n`);
  return found?.split("\n## ")[0] ?? "";
}

describe("docs/formats.md", () => {
  it.each<[heading: string, schema: keyof typeof schemas]>([
    ["`POST /chat/completions`", "ChatGenerationParams"],
    ["`POST /messages`", "MessagesRequest"],
    ["`POST /completions`", "CompletionRequest"],
    ["`POST /embeddings`", "EmbeddingRequest"],
    ["`POST /embeddings`", "RerankRequest"],
    ["Responses", "ResponsesRequest"],
  ])("tells under %s of every field of %s", (heading, name) => {
    const { properties } = schemas[name] as { properties: object };
    const told = section(heading);
    const untold = Object.keys(properties).filter((field) => !new RegExp(`\`${field}\\b`).test(told));
    expect(untold).toEqual([]);
  });
});
