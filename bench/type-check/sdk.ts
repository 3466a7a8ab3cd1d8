import { OpenRouter } from "@openrouter/sdk";

const client = new OpenRouter({ apiKey: "key" });
const stream = await client.chat.send({
  model: "acme/model",
  messages: [{ role: "user", content: "Hello" }],
  stream: true,
});
for await (const chunk of stream) console.log(chunk.choices[0]?.delta.content);
