import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "../../src/http/openapi/document.js";
import { fromSchema, type Schema } from "../support/from-schema.js";
import { startTinyServer, type TestServer } from "../support/server.js";
import { checkEvents, checkResponse, post } from "./support.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer({ tiny: { contextLength: 512 }, engineOptions: { contextLength: 512 } });
});
afterAll(() => server.close());

const document = openApiDocument();
const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: "api", components: document.components });
const isError = ajv.getSchema("api#/components/schemas/Error")!;

const request = document.components.schemas.ResponsesRequest as Schema;

/** Whatever comes is a response of the published shape, or a complaint. */
const send = async (body: unknown): Promise<number> => {
  const response = await post(server, body);
  const text = await response.text();
  expect([200, 400, 404], text).toContain(response.status);
  if (response.status !== 200) expect(isError(JSON.parse(text)), text).toBe(true);
  else if (response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
    checkEvents([...text.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => JSON.parse(data!)));
  } else checkResponse(JSON.parse(text));
  return response.status;
};

describe("any request", () => {
  it("made from the document is answered", async () => {
    const statuses = new Set<number>();
    const { properties = {}, ...rest } = request;
    // One field at a time, so that some are right.
    const likely = fc.oneof(
      ...Object.entries(properties).map(([name, schema]) =>
        fromSchema({ ...rest, properties: { input: properties.input!, [name]: schema } }, document),
      ),
    );
    await fc.assert(
      fc.asyncProperty(likely, async (body) => {
        statuses.add(await send({ ...(body as object), max_output_tokens: 2 }));
      }),
      { numRuns: 150 },
    );
    expect(statuses).toContain(200);
    expect(statuses).toContain(400);
  }, 120_000);

  it("with any value in any place is answered", async () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(1e308, -0, 1.5, "", "\ud800", "\u0000", [], {}, null, [null], [{}], [[]]),
    );
    const item = fc.oneof(
      anything,
      fc.record(
        {
          type: fc.constantFrom("message", "reasoning", "function_call", "function_call_output", "x", null),
          role: fc.constantFrom("user", "assistant", "system", 1),
          content: anything,
          summary: anything,
          output: anything,
          id: anything,
          call_id: fc.constantFrom("a", "", 1),
          name: fc.constantFrom("f", ""),
          arguments: fc.constantFrom("{}", "{", 1),
        },
        { requiredKeys: [] },
      ),
    );
    const names = Object.keys(request.properties ?? {}).filter((name) => name !== "input");
    const fields = fc.array(fc.tuple(fc.constantFrom(...names), anything), { maxLength: 2 });
    const input = fc.oneof(fc.constant("Hello"), fc.array(item, { maxLength: 4 }), anything);
    await fc.assert(
      fc.asyncProperty(input, fields, async (input, fields) => {
        await send({ max_output_tokens: 2, ...Object.fromEntries(fields), input });
      }),
      { numRuns: 300 },
    );
  }, 120_000);
});
