import { OpenRouter } from "@openrouter/sdk";
import { jsonSchema } from "@openrouter/sdk/structured-output";
import { z } from "zod";

const person = z.object({
  name: z.string().min(1).max(30),
  age: z.int().min(0).max(120),
  hobbies: z.array(z.string().max(30)).min(1).max(2),
});

const openRouter = new OpenRouter();
const stream = await openRouter.chat.parse({
  model: process.env["MODEL"] ?? "openrouter/auto",
  messages: [{ role: "user", content: "Invent a person: a name, an age, and one or two hobbies." }],
  responseFormat: jsonSchema(person, { name: "person" }),
  stream: true,
});

for await (const partial of stream) process.stderr.write(`${JSON.stringify(partial)}\n`);

const { message } = (await stream.final()).choices[0]!;
if (message.parsed) {
  const { name, age, hobbies } = message.parsed;
  console.log(`${name}, ${age}: ${hobbies.join(", ")}`);
} else console.log(`Refused: ${message.refusal}`);
