import OpenAI from "openai";

const client = new OpenAI({ apiKey: "key" });
const stream = await client.chat.completions.create({
  model: "acme/model",
  messages: [{ role: "user", content: "Hello" }],
  stream: true,
});
for await (const chunk of stream) console.log(chunk.choices[0]?.delta.content);
