import { OpenRouter } from "@openrouter/sdk";
import { runTools, stepCountIs, tool } from "@openrouter/sdk/tools";
import { z } from "zod";

const weather = tool({
  name: "get_weather",
  description: "The weather in a city now",
  input: z.object({ city: z.string().min(1).max(30) }),
  execute: ({ city }) => ({ city, sky: "sunny", celsius: 21 }),
});

const run = runTools(new OpenRouter(), {
  model: process.env["MODEL"] ?? "openrouter/auto",
  messages: [{ role: "user", content: "What is the weather in Paris?" }],
  tools: [weather],
  toolChoice: "required",
  maxTokens: 200,
  stopWhen: stepCountIs(3),
});

for await (const event of run) {
  if (event.type === "tool-call") console.log(`${event.name}(${event.input.city})`);
  if (event.type === "tool-result") console.log(`→ ${event.output.celsius} °C`);
  if (event.type === "text") process.stdout.write(event.text);
}

const { status, steps, usage } = await run.result();
console.log(`\n${status} after ${steps} steps and ${usage.totalTokens} tokens`);
