// Checked by the compiler, never run.
import { type } from "arktype";
import { z } from "zod";
import type { OpenRouter } from "../../src/index.js";
import { type DeepPartial, jsonSchema } from "../../src/structured-output/index.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}

declare const openRouter: OpenRouter;
const request = { model: "m", messages: [] };

interface Person {
  name: string;
  kind: "a" | "b";
  children: { age: number; tags: string[] }[];
  born: string | null;
}
same<
  DeepPartial<Person>,
  {
    name?: string;
    kind?: string;
    children?: { age?: number; tags?: string[] }[];
    born?: string | null;
  }
>(true);

export async function typed() {
  const zod = jsonSchema(z.object({ a: z.string().transform(Number) }));
  const whole = await openRouter.chat.parse({ ...request, responseFormat: zod });
  same<(typeof whole.choices)[0]["message"]["parsed"], { a: number } | null>(true);

  const ark = await openRouter.chat.parse({
    ...request,
    stream: false,
    responseFormat: jsonSchema(type({ a: "string" })),
  });
  same<(typeof ark.choices)[0]["message"]["parsed"], { a: string } | null>(true);

  // What grows is what the model writes, before the transformation.
  const stream = await openRouter.chat.parse({ ...request, stream: true, responseFormat: zod });
  for await (const partial of stream) same<typeof partial, { a?: string }>(true);
  const final = await stream.final();
  same<(typeof final.choices)[0]["message"]["parsed"], { a: number } | null>(true);

  // The format serves plain requests too.
  const plain = await openRouter.chat.send({ ...request, responseFormat: zod });
  // @ts-expect-error: only `parse` parses
  plain.choices[0]?.message.parsed;
  // @ts-expect-error: a format without a schema
  await openRouter.chat.parse({ ...request, responseFormat: { type: "json_object" } });
  // @ts-expect-error: no schema
  jsonSchema({ type: "object" });
}
