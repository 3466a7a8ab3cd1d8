import { OpenRouter } from "@openrouter/sdk";

const openRouter = new OpenRouter({
  apiKey: process.env["OPENROUTER_API_KEY"] ?? "",
});

async function run() {
  const result = await openRouter.chat.send({
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

  console.log(result);
}

run();
