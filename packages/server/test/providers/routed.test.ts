import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { patient, route } from "../router/support.js";
import { ask } from "../support/chat.js";
import { message, text } from "./anthropic/events.js";
import { fails, ScriptedCloud, streams } from "./support.js";

let claude: ScriptedCloud;
let gemini: ScriptedCloud;
let server: RunningServer;
beforeAll(async () => {
  claude = await ScriptedCloud.start();
  gemini = await ScriptedCloud.start();
  const cloud = { api_key: "key-1", timeouts: patient };
  server = await route({
    providers: [
      { slug: "claude", name: "Claude", type: "anthropic", base_url: `${claude.url}/v1`, ...cloud },
      { slug: "gemini", name: "Gemini", type: "gemini", base_url: `${gemini.url}/v1beta`, ...cloud },
    ],
    models: [
      {
        id: "acme/large",
        endpoints: [
          { provider: "claude", model: "claude-sonnet-4-5" },
          { provider: "gemini", model: "gemini-2.5-flash" },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await server.close();
  await claude.close();
  await gemini.close();
});

const request = {
  model: "acme/large",
  messages: [{ role: "user", content: "Hello" }],
  provider: { order: ["claude", "gemini"] },
};
const answer = [
  {
    candidates: [{ content: { parts: [{ text: "Ciao" }] }, finishReason: "STOP" }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2 },
  },
];

it("a configuration routes to both APIs, the second when the first is overloaded", async () => {
  claude.script = streams(message([text("Salve")]));
  gemini.script = streams(answer);
  expect((await ask(server, request)).body).toMatchObject({
    provider: "Claude",
    choices: [{ message: { content: "Salve" }, finish_reason: "stop", native_finish_reason: "end_turn" }],
    usage: { prompt_tokens: 10, completion_tokens: 25 },
  });
  claude.script = fails(529, { type: "error", error: { type: "overloaded_error", message: "busy" } });
  expect((await ask(server, request)).body).toMatchObject({
    provider: "Gemini",
    choices: [{ message: { content: "Ciao" }, finish_reason: "stop", native_finish_reason: "STOP" }],
    usage: { prompt_tokens: 3, completion_tokens: 2 },
  });
});
