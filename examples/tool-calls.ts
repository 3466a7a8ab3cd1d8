import { OpenRouter } from "@openrouter/sdk";
import type { ChatGenerationParams, Message } from "@openrouter/sdk/models";

const openRouter = new OpenRouter();
const tools: ChatGenerationParams["tools"] = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The weather in a city now",
      parameters: {
        type: "object",
        properties: { city: { type: "string", minLength: 1, maxLength: 30 } },
        required: ["city"],
        additionalProperties: false,
      },
    },
  },
];
const model = process.env["MODEL"] ?? "openrouter/auto";
const messages: Message[] = [{ role: "user", content: "What is the weather in Paris?" }];

const first = await openRouter.chat.send({ model, messages, tools, toolChoice: "required" });
const message = first.choices[0]!.message;
messages.push(message);

for (const call of message.toolCalls ?? []) {
  const { city } = JSON.parse(call.function.arguments) as { city: string };
  console.log(`${call.function.name}(${city})`);
  messages.push({ role: "tool", toolCallId: call.id, content: `Sunny, 21 °C in ${city}` });
}

const second = await openRouter.chat.send({ model, messages, maxTokens: 100 });
console.log(second.choices[0]?.message.content);
