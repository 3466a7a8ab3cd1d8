import { OpenRouter } from "@openrouter/sdk";

const openRouter = new OpenRouter();
const stop = new AbortController();
process.once("SIGINT", () => stop.abort());

const stream = await openRouter.chat.send(
  {
    model: process.env["MODEL"] ?? "openrouter/auto",
    messages: [{ role: "user", content: process.argv[2] ?? "Name three colours." }],
    maxTokens: 200,
    stream: true,
  },
  { signal: stop.signal, onKeepAlive: (comment) => console.error(`(${comment})`) },
);

console.error(`generation ${stream.generationId}`);
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  if (chunk.usage) console.error(`\n${chunk.usage.completionTokens} tokens`);
}
