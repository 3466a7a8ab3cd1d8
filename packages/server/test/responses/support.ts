import { OpenResponsesResult$inboundSchema } from "published-openrouter-sdk/models/openresponsesresult.js";
import { StreamEvents$inboundSchema } from "published-openrouter-sdk/models/streamevents.js";
import ts from "typescript";
import { expect } from "vitest";

type Body = Record<string, unknown>;

export const post = (server: { url: string }, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}/api/v1/responses`, {
    method: "POST",
    body: JSON.stringify(body),
    ...init,
    headers: { "Content-Type": "application/json", ...(init.headers as Record<string, string>) },
  });

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
  body: any;
}

/** Asks for a response that is not streamed. */
export const ask = async (server: { url: string }, body: Body, init?: RequestInit): Promise<Answer> => {
  const response = await post(server, { input: "Hello", ...body }, init);
  const answer = { status: response.status, headers: response.headers, body: await response.json() };
  if (answer.status === 200) checkResponse(answer.body);
  return answer;
};

// biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
export type Event = any;

export interface Streamed {
  status: number;
  headers: Headers;
  comments: string[];
  events: Event[];
  types: string[];
  /** The response that the last event tells. */
  response: Event;
}

/** Reads a whole stream by hand, and holds it to what every stream must be. */
export const askStreamed = async (
  server: { url: string },
  body: Body,
  init?: RequestInit,
): Promise<Streamed> => {
  const response = await post(server, { input: "Hello", ...body, stream: true }, init);
  const text = await response.text();
  const blocks = text.split("\n\n").filter((block) => block !== "");
  const events = blocks
    .filter((block) => !block.startsWith(":"))
    .map((block) => {
      const [, name, data] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
      const event = JSON.parse(data!);
      expect(event.type).toBe(name);
      return event;
    });
  checkEvents(events);
  return {
    status: response.status,
    headers: response.headers,
    comments: blocks.filter((block) => block.startsWith(":")),
    events,
    types: events.map(({ type }) => type),
    response: events.at(-1)?.response,
  };
};

/** OpenRouter's published schema, which lets unknown values pass marked as such. */
export const checkResponse = (response: unknown): void => {
  expect(unknownIn(OpenResponsesResult$inboundSchema.parse(response))).toEqual([]);
};

/** What OpenRouter's and OpenAI's descriptions say of the order of events, and of each of them. */
export const checkEvents = (events: Event[]): void => {
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
  expect(events.slice(0, 2).map(({ type }) => type)).toEqual(["response.created", "response.in_progress"]);
  expect(events.at(-1).type).toMatch(/^response\.(completed|incomplete|failed)$/);
  const items: { id: string; done?: object }[] = [];
  for (const event of events) {
    // Its list of events lacks those of parts.
    if (!/content_part/.test(event.type)) {
      expect(unknownIn(StreamEvents$inboundSchema.parse(event)), JSON.stringify(event)).toEqual([]);
    }
    if (event.type === "response.output_item.added") {
      expect(event.output_index).toBe(items.length);
      items.push({ id: event.item.id });
    } else if (event.output_index !== undefined) {
      const item = items[event.output_index]!;
      expect(item.done, `${event.type} after the item was done`).toBeUndefined();
      expect(event.item?.id ?? event.item_id).toBe(item.id);
      if (event.type === "response.output_item.done") item.done = event.item;
    }
  }
  const { response } = events.at(-1);
  if (response.status !== "failed") expect(items.map(({ done }) => done)).toEqual(response.output);
  expect(response.output.map(({ id }: { id: string }) => id)).toEqual(items.map(({ id }) => id));
};

/** Paths of values that a published schema lets pass without knowing them. */
export const unknownIn = (value: unknown, path = ""): string[] => {
  if (typeof value !== "object" || value === null) return [];
  if ("isUnknown" in value) return [path];
  return Object.entries(value).flatMap(([name, inner]) => unknownIn(inner, `${path}.${name}`));
};

type OpenAiType = "Response" | "ResponseStreamEvent";

/** What the compiler says of each value that should have a type of the `openai` package; undefined: nothing. */
export const typeProblems = (values: [type: OpenAiType, value: unknown][]): (string | undefined)[] => {
  const file = new URL("./values.ts", import.meta.url).pathname;
  const head = [
    `import type { Response, ResponseStreamEvent } from "openai/resources/responses/responses";`,
    ...["Response", "ResponseStreamEvent"].map(
      (type) => `declare function check${type}<T extends ${type}>(value: T): void;`,
    ),
  ];
  const calls = values.map(([type, value]) => `check${type}(${JSON.stringify(value)});`);
  const source = [...head, ...calls].join("\n");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, rest[0]) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  const problems: (string | undefined)[] = values.map(() => undefined);
  for (const { file: where, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    const line = where?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    if (where?.fileName !== file || line < head.length) throw new Error(message);
    problems[line - head.length] ??= message;
  }
  return problems;
};
