import { OpenRouterCore } from "@openrouter/sdk/core.js";
import { chatSend } from "@openrouter/sdk/funcs/chatSend.js";

// Use `OpenRouterCore` for best tree-shaking performance.
// You can create one instance of it to use across an application.
const openRouter = new OpenRouterCore({
  apiKey: process.env["OPENROUTER_API_KEY"] ?? "",
});

async function run() {
  const res = await chatSend(openRouter, {
    messages: [],
    model: "Charger",
    frequencyPenalty: 8689.88,
    logitBias: {
      "key": 4876.54,
      "key1": 7346.88,
    },
    logprobs: false,
    topLogprobs: 2140.15,
    maxCompletionTokens: 89.43,
    maxTokens: 7392.4,
    metadata: {
      "key": "<value>",
      "key1": "<value>",
      "key2": "<value>",
    },
    presencePenalty: 9132.54,
    reasoning: {
      effort: "medium",
      generateSummary: "concise",
      summary: null,
    },
    responseFormat: {
      type: "grammar",
      grammar: "<value>",
    },
    seed: null,
    stop: [],
    streamOptions: {
      includeUsage: true,
    },
    toolChoice: "<value>",
    tools: [
      {
        type: "function",
        function: {
          name: "<value>",
          description: "pro even bank rewarding ha modulo aboard mentor",
          parameters: {
            "key": "<value>",
          },
          strict: null,
        },
      },
    ],
    user: "Francesco.Bartell",
  });
  if (res.ok) {
    const { value: result } = res;
    console.log(result);
  } else {
    console.log("chatSend failed:", res.error);
  }
}

run();
