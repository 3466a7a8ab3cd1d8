// Reads a stream of the SDK to its end and prints the live heap early and late.
import { OpenRouter } from "@openrouter/sdk";

const client = new OpenRouter({ apiKey: "key", serverURL: process.argv[2] });
const stream = await client.chat.send({ model: "acme/model", messages: [], stream: true });

let chunks = 0;
let text = 0;
const sample = () => {
  globalThis.gc();
  return { heap: process.memoryUsage().heapUsed, text };
};
let early;
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta.content?.length ?? 0;
  if (++chunks === 100_000) early = sample();
  if (chunks === 1_000_000) console.log(JSON.stringify({ early, late: sample() }));
}
if (chunks < 1_000_000) throw new Error(`Only ${chunks} chunks`);
