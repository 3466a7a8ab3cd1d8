// Compiled by the type check of the tests (`npm run typecheck`), never run.
import type {
  AssistantMessage,
  ChatGenerationParams,
  ChatMessageContentItem,
  ChatPlugin,
  ChatResponse,
  ChatStreamingResponseChunk,
  ChatStreamingResponseChunkData,
  Message,
  ReasoningDetailUnion,
  ResponseFormat,
  StopServerToolsWhenCondition,
  Tool,
} from "../../src/models/index.js";
import type { SendChatCompletionRequestResponse } from "../../src/models/operations/index.js";
import type { EventStream } from "../../src/stream/index.js";
import type { ClosedEnum, OpenEnum } from "../../src/types/index.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <_T extends true>(): void => {};

/** The request of the published usage example. */
export const published: ChatGenerationParams = {
  messages: [],
  model: "Charger",
  frequencyPenalty: 8689.88,
  logitBias: { key: 4876.54, key1: 7346.88 },
  logprobs: false,
  topLogprobs: 2140.15,
  maxCompletionTokens: 89.43,
  maxTokens: 7392.4,
  metadata: { key: "<value>", key1: "<value>", key2: "<value>" },
  presencePenalty: 9132.54,
  reasoning: { effort: "medium", generateSummary: "concise", summary: null },
  responseFormat: { type: "grammar", grammar: "<value>" },
  seed: null,
  stop: [],
  streamOptions: { includeUsage: true },
  toolChoice: "<value>",
  tools: [
    {
      type: "function",
      function: {
        name: "<value>",
        description: "pro even bank rewarding ha modulo aboard mentor",
        parameters: { key: "<value>" },
        strict: null,
      },
    },
  ],
  user: "Francesco.Bartell",
};

/** `undefined` may be given for what may be left out. */
export const undefinedIsAbsent: ChatGenerationParams = {
  messages: [{ role: "user", content: "hello", name: undefined }],
  model: undefined,
  stream: undefined,
  reasoning: { effort: undefined },
  tools: [{ type: "openrouter:web_search", parameters: undefined }],
};

/** Values that may come to exist are accepted where the API's lists are open. */
export const newValues: ChatGenerationParams = {
  messages: [],
  reasoning: { effort: "ultra" },
  serviceTier: "new-tier",
  modalities: ["smell"],
  provider: { order: ["NewProvider"], quantizations: ["int1"], sort: "mood" },
};

export const typos: ChatGenerationParams[] = [
  // @ts-expect-error a misspelt field
  { messages: [], maxTokenz: 5 },
  // @ts-expect-error the name on the wire
  { messages: [], max_tokens: 5 },
  // @ts-expect-error no messages
  { model: "m" },
  // @ts-expect-error a role that does not exist
  { messages: [{ role: "robot", content: "hi" }] },
  // @ts-expect-error a tool message without its call
  { messages: [{ role: "tool", content: "5" }] },
  // @ts-expect-error a field of another role
  { messages: [{ role: "user", content: "hi", toolCallId: "c" }] },
  // @ts-expect-error an image in a system message
  { messages: [{ role: "system", content: [{ type: "image_url", imageUrl: { url: "u" } }] }] },
  // @ts-expect-error a misspelt field of a part
  { messages: [{ role: "user", content: [{ type: "image_url", imageURL: { url: "u" } }] }] },
  // @ts-expect-error a response format without its schema
  { messages: [], responseFormat: { type: "json_schema" } },
  // @ts-expect-error a response format that does not exist
  { messages: [], responseFormat: { type: "yaml" } },
  // @ts-expect-error a misspelt field of a function
  { messages: [], tools: [{ type: "function", function: { name: "f", params: {} } }] },
  // @ts-expect-error a misspelt setting of a server tool
  { messages: [], tools: [{ type: "openrouter:web_search", parameters: { maxResult: 1 } }] },
  // @ts-expect-error a setting of another plugin
  { messages: [], plugins: [{ id: "web", pdf: {} }] },
  // @ts-expect-error a misspelt preference
  { messages: [], provider: { allowFallback: true } },
  // @ts-expect-error a misspelt field of a tool choice
  { messages: [], toolChoice: { type: "function", functions: { name: "f" } } },
  // @ts-expect-error text where a number belongs
  { messages: [], temperature: "1" },
];

/** `role`, `type` and `id` tell the members of unions apart. */
export function narrow(
  message: Message,
  part: ChatMessageContentItem,
  format: ResponseFormat,
  tool: Tool,
  plugin: ChatPlugin,
  detail: ReasoningDetailUnion,
  condition: StopServerToolsWhenCondition,
): unknown {
  if (message.role === "tool") return message.toolCallId;
  if (message.role === "assistant") return message.toolCalls;
  // @ts-expect-error no assistant's message
  message.toolCalls;
  if (part.type === "image_url") return part.imageUrl.detail;
  if (part.type === "file") return part.file.fileData;
  if (format.type === "json_schema") return format.jsonSchema.schema;
  if (format.type === "grammar") return format.grammar;
  if (tool.type === "function") return tool.function.name;
  if (tool.type === "openrouter:bash") return tool.parameters?.sleepAfterSeconds;
  if (plugin.id === "web") return plugin.searchPrompt;
  if (detail.type === "reasoning.text") return detail.signature;
  if (condition.type === "max_cost") return condition.maxCostInDollars;
  return undefined;
}

/** What came can be sent again without a cast. */
export function again(response: ChatResponse, params: ChatGenerationParams): ChatGenerationParams {
  const answers: AssistantMessage[] = response.choices.map(({ message }) => message);
  return { ...params, messages: [...params.messages, ...answers, response.choices[0]!.message] };
}

/** Fields that the types don't know can be read. */
export const unknownField = (response: ChatResponse): unknown =>
  (response as Record<string, unknown>).new_field;

export function read(chunk: ChatStreamingResponseChunk): void {
  const choice = chunk.choices[0];
  check<Equal<NonNullable<typeof choice>["delta"]["content"], string | null | undefined>>();
  check<Equal<NonNullable<typeof chunk.usage>["promptTokens"], number>>();
  if (choice?.finishReason === "stop") return;
}

check<Equal<ChatStreamingResponseChunkData, ChatStreamingResponseChunk>>();
check<Equal<SendChatCompletionRequestResponse, ChatResponse | EventStream<ChatStreamingResponseChunk>>>();

const Size = { Small: "small", Large: "large" } as const;
check<Equal<ClosedEnum<typeof Size>, "small" | "large">>();
check<Equal<ClosedEnum<"a" | "b">, "a" | "b">>();
export const open: OpenEnum<typeof Size>[] = ["small", "enormous"];
// @ts-expect-error not one of the values
export const closed: ClosedEnum<typeof Size> = "enormous";
