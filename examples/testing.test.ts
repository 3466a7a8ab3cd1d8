// Run by any test runner that takes node:test's place: here by Node.js itself.
//   node --import tsx --test examples/testing.test.ts
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OpenRouter, textDeltas } from "@openrouter/sdk";
import { faults, startTestServer, type TestServer, text } from "@openrouter/sdk/testing";

/** The program under test: shows an answer as it comes, and says so when it breaks off. */
async function show(openRouter: OpenRouter, question: string, print: (text: string) => void) {
  try {
    const stream = await openRouter.chat.send({
      model: "openai/gpt-5-mini",
      messages: [{ role: "user", content: question }],
      stream: true,
    });
    for await (const piece of textDeltas(stream)) print(piece);
  } catch {
    print(" … (broken off)");
  }
}

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server.close());

async function shown(question: string): Promise<string> {
  let output = "";
  await show(new OpenRouter({ serverURL: server.url, apiKey: "test" }), question, (text) => {
    output += text;
  });
  return output;
}

test("shows the answer", async () => {
  server.enqueue(text("Light is scattered."));
  assert.equal(await shown("Why is the sky blue?"), "Light is scattered.");
  assert.equal(server.requests.at(-1)?.body.messages[0].content, "Why is the sky blue?");
});

test("says when the answer breaks off", async () => {
  server.enqueue(faults["stream-reset"]);
  assert.equal(await shown("Hi"), "Hello … (broken off)");
});
