// Checked by the compiler, never run.
import { z } from "zod";
import type { OpenRouterCore } from "../../src/core.js";
import { runTools, tool } from "../../src/tools/index.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}

declare const client: OpenRouterCore;

const weather = tool({
  name: "weather",
  input: z.object({ city: z.string(), days: z.string().transform(Number) }),
  execute: async ({ city, days }) => {
    same<typeof city, string>(true);
    same<typeof days, number>(true);
    return { celsius: 21 };
  },
  toModel: ({ celsius }) => `${celsius} °C`,
});
const clock = tool({ name: "clock", execute: () => "12:00" });
const ask = tool({ name: "ask", input: z.object({ question: z.string() }) });

export async function typed() {
  const run = runTools(client, {
    model: "m",
    messages: [{ role: "user", content: "Hi" }],
    tools: [weather, clock, ask, { type: "openrouter:web_search" }],
  });
  for await (const event of run) {
    if (event.type === "text") same<typeof event.text, string>(true);
    if (event.type === "tool-call" && event.name === "weather") same<typeof event.input.days, number>(true);
    if (event.type === "tool-result" && event.name === "clock") same<typeof event.output, string>(true);
    if (event.type === "tool-result" && event.name === "weather")
      same<typeof event.output.celsius, number>(true);
    // @ts-expect-error: no such tool
    if (event.type === "tool-call" && event.name === "other") break;
  }
  const { waiting } = await run.result();
  for (const call of waiting) if (call.name === "ask") same<typeof call.input.question, string>(true);

  // @ts-expect-error: model is a string
  runTools(client, { model: 1, tools: [] });
  // @ts-expect-error: the input is an object with a city
  tool({ name: "x", input: z.object({ city: z.string() }), execute: ({ town }) => town });
}
