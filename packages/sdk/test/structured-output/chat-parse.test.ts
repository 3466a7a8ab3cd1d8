import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { OpenRouterCore } from "../../src/core.js";
import { OpenRouter } from "../../src/index.js";
import { chatParse, jsonSchema, StructuredOutputError } from "../../src/structured-output/index.js";
import { question } from "../support/request.js";
import { chunk, completion, type Handler, json, serve, sse } from "../support/server.js";

const person = { name: "Ada", age: 36, hobbies: ["maths"] };
const zodPerson = z.object({ name: z.string(), age: z.int().min(0), hobbies: z.array(z.string()) });
const schemas = {
  zod: zodPerson,
  valibot: toStandardJsonSchema(
    v.object({ name: v.string(), age: v.pipe(v.number(), v.integer()), hobbies: v.array(v.string()) }),
  ),
  arktype: type({ name: "string", age: "number.integer", hobbies: "string[]" }),
};

async function ask(...handlers: Handler[]) {
  const { url, received } = await serve(...handlers);
  return { client: new OpenRouterCore({ serverURL: url, apiKey: "k" }), received, url };
}

const answering = (message: object, finish_reason = "stop") =>
  json({
    ...completion(),
    choices: [{ index: 0, finish_reason, message: { role: "assistant", ...message } }],
  });

describe.each(Object.entries(schemas))("a schema of %s", (_, schema) => {
  test("is sent as JSON Schema, strict as all is required, and the answer is its value", async () => {
    const { client, received } = await ask(json(completion(JSON.stringify(person))));
    const { ok, value } = await chatParse(client, {
      ...question,
      responseFormat: jsonSchema<unknown, typeof person>(schema, { name: "person" }),
    });
    expect(ok && value.choices[0]?.message.parsed).toEqual(person);
    expect(JSON.parse(received[0]!.body).response_format).toMatchObject({
      type: "json_schema",
      json_schema: {
        name: "person",
        strict: true,
        schema: {
          type: "object",
          properties: { name: { type: "string" }, age: { type: "integer" }, hobbies: { type: "array" } },
          required: expect.arrayContaining(["name", "age", "hobbies"]),
          additionalProperties: false,
        },
      },
    });
  });

  test("that the answer does not fit gives the text, the place and the reason", async () => {
    const text = JSON.stringify({ ...person, hobbies: ["maths", 1] });
    const { client } = await ask(json(completion(text)));
    const { error } = await chatParse(client, {
      ...question,
      responseFormat: jsonSchema<unknown, unknown>(schema),
    });
    expect(error).toBeInstanceOf(StructuredOutputError);
    expect(error).toMatchObject({
      text,
      path: "hobbies[1]",
      choice: 0,
      received: { usage: { totalTokens: 4 } },
    });
    const { reason, issues, message } = error as StructuredOutputError;
    expect(reason).toMatch(/string/i);
    expect(issues).toHaveLength(1);
    expect(message).toBe(`The answer does not fit the schema: hobbies[1]: ${reason}`);
  });
});

describe("the JSON Schema", () => {
  const schemaOf = (schema: Parameters<typeof jsonSchema>[0], options = {}) =>
    jsonSchema(schema, options).jsonSchema;

  test("isn't strict when something may be missing, unless told so", () => {
    const schema = z.object({ a: z.string().optional() });
    expect(schemaOf(schema)).not.toHaveProperty("strict");
    expect(schemaOf(schema, { strict: true })).toMatchObject({ strict: true });
    expect(schemaOf(zodPerson, { strict: false })).toMatchObject({ strict: false });
  });

  test("closes objects, but not those that say otherwise or are parts of others", () => {
    const inner = z.object({ b: z.string() });
    const schema = z.object({
      a: z.array(inner),
      loose: z.looseObject({ c: z.string() }),
      map: z.record(z.string(), inner),
      properties: z.literal("a property of that name"),
    });
    const made = schemaOf(schema);
    expect(made).not.toHaveProperty("strict");
    expect(made.schema).toMatchObject({
      additionalProperties: false,
      properties: {
        a: { items: { additionalProperties: false } },
        loose: { additionalProperties: {} },
        map: { additionalProperties: { additionalProperties: false } },
        properties: { const: "a property of that name" },
      },
    });
  });

  test("leaves parts of an object open, which the other parts would contradict", () => {
    const part = (name: string) => ({ type: "object", properties: { [name]: {} }, required: [name] });
    const schema = {
      type: "object",
      properties: { both: { allOf: [part("a"), part("b")] } },
      required: ["both"],
    };
    const made = schemaOf(z.any(), { schema });
    expect(made).toEqual({ name: "answer", schema: { ...schema, additionalProperties: false } });
  });

  test("is what the model shall write, before the schema transforms it", async () => {
    const schema = z.object({ born: z.string().transform((text) => new Date(text)) });
    const { client, received } = await ask(json(completion('{"born":"1815-12-10"}')));
    const { value } = await chatParse(client, { ...question, responseFormat: jsonSchema(schema) });
    const born: Date | undefined = value?.choices[0]?.message.parsed?.born;
    expect(born).toEqual(new Date("1815-12-10"));
    expect(received[0]!.body).toContain('"born":{"type":"string"}');
  });

  test("can be given; without it a schema that makes none is refused with the way out", () => {
    const schema = v.object({ a: v.string() });
    expect(() => jsonSchema(schema)).toThrow(/valibot makes no JSON Schema.*toStandardJsonSchema.*`schema`/);
    expect(schemaOf(schema, { schema: { type: "object" } })).toEqual({
      name: "answer",
      schema: { type: "object" },
    });
  });

  test("is all that is sent of the format", () => {
    expect(JSON.stringify(jsonSchema(z.object({}), { name: "n", description: "d" }))).toBe(
      '{"type":"json_schema","jsonSchema":{"name":"n","description":"d","schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{},"additionalProperties":false},"strict":true}}',
    );
  });
});

describe("an answer", () => {
  const responseFormat = jsonSchema(zodPerson);

  test("can be sent back as it is: parsed is no part of it", async () => {
    const { client, received } = await ask(json(completion(JSON.stringify(person))));
    const { value } = await chatParse(client, { ...question, responseFormat });
    const { message } = value!.choices[0]!;
    await chatParse(client, { ...question, messages: [message], responseFormat });
    expect(JSON.parse(received[1]!.body).messages).toEqual([
      { role: "assistant", content: JSON.stringify(person) },
    ]);
  });

  test("that is a refusal has no value, and is no error", async () => {
    const { client } = await ask(answering({ content: null, refusal: "I can't help with that" }));
    const { value } = await chatParse(client, { ...question, responseFormat });
    expect(value?.choices[0]?.message).toMatchObject({ refusal: "I can't help with that", parsed: null });
  });

  test("that calls a tool has no value yet", async () => {
    const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
    const { client } = await ask(answering({ content: "", tool_calls: [call] }, "tool_calls"));
    const { value } = await chatParse(client, { ...question, responseFormat });
    expect(value?.choices[0]?.message).toMatchObject({ toolCalls: [call], parsed: null });
  });

  test("in a Markdown fence, or in parts, is read", async () => {
    const text = JSON.stringify(person);
    const { client } = await ask(
      answering({ content: `\`\`\`json\n${text}\n\`\`\`` }),
      answering({
        content: [
          { type: "text", text: text.slice(0, 9) },
          { type: "text", text: text.slice(9) },
        ],
      }),
    );
    for (let i = 0; i < 2; i++) {
      const { value } = await chatParse(client, { ...question, responseFormat });
      expect(value?.choices[0]?.message.parsed).toEqual(person);
    }
  });

  test("that was cut says so", async () => {
    const { client } = await ask(answering({ content: '{"name":"A' }, "length"));
    const { error } = await chatParse(client, { ...question, responseFormat });
    expect(error).toMatchObject({ path: "", text: '{"name":"A', issues: [] });
    expect(error?.message).toMatch(/not JSON: .* \(the answer ended by "length"\)$/);
  });

  test("by a schema that throws is an error that says so", async () => {
    const schema = zodPerson.refine(() => {
      throw new RangeError("oops");
    });
    const { client } = await ask(json(completion(JSON.stringify(person))));
    const { error } = await chatParse(client, { ...question, responseFormat: jsonSchema(schema) });
    expect(error).toMatchObject({ name: "UnexpectedClientError", cause: { message: "oops" } });
  });

  test("is rejected by the method, and the API's errors pass", async () => {
    const { url } = await ask(json(completion("no")), json({ error: { code: 400, message: "m" } }, 400));
    const { chat } = new OpenRouter({ serverURL: url });
    await expect(chat.parse({ ...question, responseFormat })).rejects.toThrow(StructuredOutputError);
    await expect(chat.parse({ ...question, responseFormat })).rejects.toMatchObject({ statusCode: 400 });
  });
});

test("a format that jsonSchema did not make is refused before anything is sent", async () => {
  const { client, received } = await ask(json(completion()));
  const responseFormat = { type: "json_object" } as never;
  const [{ error }, call] = await chatParse(client, { ...question, responseFormat }).$inspect();
  expect(error).toMatchObject({ name: "SDKValidationError", path: "responseFormat" });
  expect([call.status, received.length]).toEqual(["invalid", 0]);
});

describe("a stream", () => {
  const responseFormat = jsonSchema(zodPerson);
  const streamed = { ...question, stream: true, responseFormat } as const;
  const pieces = ['{"name":"A', 'da","age":3', '6,"hobbies":["ma', 'ths"', "]}"];

  test("gives the value as it grows, and the validated one at the end", async () => {
    const { client } = await ask(sse(...pieces.map((text) => chunk(text)), chunk("", "stop")));
    const { value: stream } = await chatParse(client, streamed);
    const seen = [];
    for await (const partial of stream!) {
      const name: string | undefined = partial.name;
      seen.push({ ...partial, name });
    }
    expect(seen).toEqual([
      { name: "A" },
      { name: "Ada" },
      { name: "Ada", age: 36, hobbies: ["ma"] },
      person,
      person,
    ]);
    const answer = await stream!.final();
    expect(answer.choices[0]?.message.parsed).toEqual(person);
    expect(await stream!.final()).toBe(answer);
  });

  test("that nobody watches is read by final()", async () => {
    const { url } = await ask(sse(...pieces.map((text) => chunk(text)), chunk("", "stop")));
    const stream = await new OpenRouter({ serverURL: url }).chat.parse(streamed);
    expect((await stream.final()).choices[0]?.message.parsed).toEqual(person);
  });

  test("whose value doesn't fit ends the loop quietly; final() rejects", async () => {
    const { client } = await ask(sse(chunk('{"name":1}'), chunk("", "stop")));
    const { value: stream } = await chatParse(client, streamed);
    for await (const partial of stream!) expect(partial).toEqual({ name: 1 });
    await expect(stream!.final()).rejects.toMatchObject({ name: "StructuredOutputError", path: "name" });
  });

  test("that breaks throws in the loop and from final()", async () => {
    const { client } = await ask((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`data: ${JSON.stringify(chunk(pieces[0]!))}\n\n`);
    });
    const { value: stream } = await chatParse(client, streamed);
    await expect(async () => {
      for await (const partial of stream!) expect(partial).toEqual({ name: "A" });
    }).rejects.toThrow("cut");
    await expect(stream!.final()).rejects.toMatchObject({ name: "StreamTruncatedError" });
  });

  test("that is left is closed, and has no value", async () => {
    const { client } = await ask(sse(...pieces.map((text) => chunk(text)), chunk("", "stop")));
    const { value: stream } = await chatParse(client, streamed);
    for await (const _ of stream!) break;
    await expect(stream!.final()).rejects.toMatchObject({ name: "StructuredOutputError", text: pieces[0] });
  });

  test("that refuses has a refusal and no value", async () => {
    const refusal = {
      ...chunk(""),
      choices: [{ index: 0, delta: { refusal: "No." }, finish_reason: "stop" }],
    };
    const { client } = await ask(sse(refusal));
    const { value: stream } = await chatParse(client, streamed);
    expect((await stream!.final()).choices[0]?.message).toMatchObject({ refusal: "No.", parsed: null });
  });
});
