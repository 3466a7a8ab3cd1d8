// Talks to a server through the built package, whole and streamed, with a failure, a timeout and an abort.
// Under another version: `npx -y node@22.21.1 "$PWD/smoke.mjs"`, or `npm run test:node` for all.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { OpenRouter } from "@openrouter/sdk";
import { ChatError, RequestAbortedError, RequestTimeoutError } from "@openrouter/sdk/models/errors";

const base = { id: "gen-1", created: 1, model: "m" };
const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const { stream, model } = JSON.parse(body);
  if (model === "hang") return;
  if (model === "bad") return response.writeHead(400).end('{"error":{"code":400,"message":"no"}}');
  if (!stream) {
    const choices = [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Paris" } }];
    return response.end(JSON.stringify({ ...base, object: "chat.completion", choices }));
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const content of ["Par", "is"]) {
    const choices = [{ index: 0, finish_reason: null, delta: { content } }];
    response.write(`data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices })}\n\n`);
  }
  if (model !== "endless") response.end("data: [DONE]\n\n");
}).listen(0, "127.0.0.1");
await once(server, "listening");

const serverURL = `http://127.0.0.1:${server.address().port}/api/v1`;
const messages = [{ role: "user", content: "Hi" }];

for (const Client of [OpenRouter, createRequire(import.meta.url)("@openrouter/sdk").OpenRouter]) {
  const { chat } = new Client({ serverURL, apiKey: "k" });
  const answer = await chat.send({ model: "m", messages });
  assert.equal(answer.choices[0].message.content, "Paris");

  let text = "";
  for await (const chunk of await chat.send({ model: "m", messages, stream: true })) {
    text += chunk.choices[0].delta.content;
  }
  assert.equal(text, "Paris");

  const fails = (send, Class) => assert.rejects(send, (error) => error instanceof Class);
  await fails(chat.send({ model: "bad", messages }), ChatError);
  await fails(chat.send({ model: "hang", messages }, { timeoutMs: 50 }), RequestTimeoutError);
  await fails(chat.send({ model: "hang", messages }, { signal: AbortSignal.abort() }), RequestAbortedError);
  const controller = new AbortController();
  const stream = await chat.send({ model: "endless", messages, stream: true }, { signal: controller.signal });
  const read = async () => {
    for await (const _ of stream) controller.abort();
  };
  await fails(read(), RequestAbortedError);
}
console.log(`ok on Node ${process.version}`);
server.close();
server.closeAllConnections();
