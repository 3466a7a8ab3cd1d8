import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createChatSession } from "../src/chat-session/index.js";
import { OpenRouter } from "../src/index.js";
import { SDKError } from "../src/models/errors/index.js";
import { question } from "./support/request.js";
import { type Handler, serve } from "./support/server.js";

const none = { retries: { strategy: "none" } } as const;

/** JSON of any kind, made of the keys that mean something as often as of others. */
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom(null, true, 0, 502, "", "text", "error", "ping", "stop"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc
      .array(
        fc.tuple(
          fc.oneof(
            fc.constantFrom(
              "choices",
              "delta",
              "message",
              "content",
              "index",
              "finish_reason",
              "error",
              "code",
            ),
            fc.constantFrom(
              "metadata",
              "raw",
              "type",
              "object",
              "id",
              "usage",
              "tool_calls",
              "function",
              "text",
            ),
            fc.constantFrom("toString", "__proto__", "constructor", "valueOf", "availability", "headers"),
            fc.string({ maxLength: 4 }),
          ),
          tie("json"),
        ),
        { maxLength: 5 },
      )
      .map((entries) => Object.fromEntries(entries)),
  ),
}));
const choice = fc.record(
  {
    index: fc.oneof(fc.nat(2), json),
    delta: fc.oneof(fc.record({ content: fc.oneof(fc.string(), json) }), json),
    message: json,
    finish_reason: fc.oneof(fc.constantFrom(null, "stop", "error"), json),
    error: json,
  },
  { requiredKeys: [] },
);
const answer = fc.oneof(
  fc.record(
    { id: json, choices: fc.array(choice, { maxLength: 3 }), error: json },
    { requiredKeys: ["choices"] },
  ),
  fc.record({ error: json, user_id: json }, { requiredKeys: ["error"] }),
  json,
);

/** Answers with what the test wants at the moment. */
async function scripted() {
  let body = "";
  let type = "";
  const handler: Handler = (response) => {
    response.writeHead(200, { "content-type": type });
    response.end(body);
  };
  const { url } = await serve(handler);
  return {
    client: new OpenRouter({ serverURL: url }),
    script(newBody: string, newType: string) {
      body = newBody;
      type = newType;
    },
  };
}

describe("for any JSON that a server sends, the README's code ends or throws an error of this SDK", () => {
  const isOurs = (error: unknown) => expect(error).toBeInstanceOf(SDKError);
  const name = fc.constantFrom("", "event: error\n", "event: ping\n", "event: other\n");
  const events = fc
    .tuple(fc.array(fc.tuple(name, answer), { maxLength: 5 }), fc.constantFrom("", "data: [DONE]\n\n"))
    .map(
      ([sent, end]) => sent.map(([each, data]) => `${each}data: ${JSON.stringify(data)}\n\n`).join("") + end,
    );

  test("the loop over a stream", { timeout: 120_000 }, async () => {
    const { client, script } = await scripted();
    await fc.assert(
      fc.asyncProperty(events, async (sent) => {
        script(sent, "text/event-stream");
        try {
          const stream = await client.chat.send({ ...question, stream: true }, none);
          let text = "";
          for await (const chunk of stream) text += typeof (chunk.choices[0]?.delta.content ?? "");
          expect(text).toBeTypeOf("string");
        } catch (error) {
          isOurs(error);
          expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name: (error as Error).name });
        }
      }),
      { numRuns: 400 },
    );
  });

  test("a session, which has them in its state", { timeout: 120_000 }, async () => {
    const { client, script } = await scripted();
    const config = { client, options: none };
    await fc.assert(
      fc.asyncProperty(events, answer, fc.boolean(), async (sent, whole, stream) => {
        script(stream ? sent : JSON.stringify(whole), stream ? "text/event-stream" : "application/json");
        const session = createChatSession({ ...config, request: { model: "m", stream } });
        await session.send("Hi");
        const { error, messages, totalUsage } = session.getSnapshot();
        if (error) isOurs(error);
        for (const part of messages[1]!.parts) if ("text" in part) expect(part.text).toBeTypeOf("string");
        expect(totalUsage.cost).toBeTypeOf("number");
      }),
      { numRuns: 400 },
    );
  });

  test("the line for a whole answer", { timeout: 120_000 }, async () => {
    const { client, script } = await scripted();
    await fc.assert(
      fc.asyncProperty(answer, async (body) => {
        script(JSON.stringify(body), "application/json");
        try {
          const whole = await client.chat.send(question, none);
          void whole.choices[0]?.message.content;
        } catch (error) {
          isOurs(error);
        }
      }),
      { numRuns: 400 },
    );
  });
});
