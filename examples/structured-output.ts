import { OpenRouter } from "@openrouter/sdk";

interface Person {
  name: string;
  age: number;
  hobbies: string[];
}

const openRouter = new OpenRouter();
const response = await openRouter.chat.send({
  model: process.env["MODEL"] ?? "openrouter/auto",
  messages: [{ role: "user", content: "Invent a person: a name, an age, and one or two hobbies." }],
  responseFormat: {
    type: "json_schema",
    jsonSchema: {
      name: "person",
      strict: true,
      schema: {
        type: "object",
        properties: {
          name: { type: "string", minLength: 1, maxLength: 30 },
          age: { type: "integer", minimum: 0, maximum: 120 },
          hobbies: { type: "array", items: { type: "string", maxLength: 30 }, minItems: 1, maxItems: 2 },
        },
        required: ["name", "age", "hobbies"],
        additionalProperties: false,
      },
    },
  },
});

const person = JSON.parse(String(response.choices[0]?.message.content)) as Person;
console.log(`${person.name}, ${person.age}: ${person.hobbies.join(", ")}`);
