import type { ChatMessage, ChatPart } from "@openrouter/sdk/chat-session";
import { readParameters } from "../request/read-parameters.js";
import { newConversation, titleOf, type WholeConversation } from "./conversation.js";
import { readForeignExport } from "./foreign-exports.js";
import { inARow, type KeptMessage } from "./message-tree.js";

const format = "openrouter-chat";
const version = 2;

/** Conversations as a file: JSON that {@link readExport} takes back. */
export function writeExport(conversations: readonly WholeConversation[]): string {
  const plain = conversations.map(({ conversation, messages }) => ({
    ...conversation,
    messages: messages.map(({ conversationId, failure, ...message }) => message),
  }));
  return JSON.stringify(
    { format, version, exportedAt: new Date().toISOString(), conversations: plain },
    null,
    2,
  );
}

/** A file can't be imported. The message says where it is wrong. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}

type Bag = Record<string, unknown>;

const fail = (where: string, wanted: string): never => {
  throw new ImportError(`${where} must be ${wanted}.`);
};

const bag = (value: unknown, where: string): Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Bag)
    : fail(where, "an object");
const list = (value: unknown, where: string): unknown[] =>
  Array.isArray(value) ? value : fail(where, "a list");
const text = (value: unknown, where: string): string =>
  typeof value === "string" ? value : fail(where, "a text");
const time = (value: unknown, where: string, fallback: number): number => {
  if (value === undefined) return fallback;
  return typeof value === "number" && Number.isFinite(value) ? value : fail(where, "a time in milliseconds");
};

function readPart(value: unknown, where: string): ChatPart {
  const part = bag(value, where);
  switch (part.type) {
    case "text":
    case "reasoning":
      return { type: part.type, text: text(part.text, `${where}.text`) };
    case "image":
      return { type: "image", url: text(part.url, `${where}.url`) };
    case "tool-call": {
      const { state } = part;
      if (state !== "streaming" && state !== "ready" && state !== "answered")
        return fail(`${where}.state`, "“streaming”, “ready” or “answered”");
      return {
        type: "tool-call",
        id: text(part.id, `${where}.id`),
        name: text(part.name, `${where}.name`),
        arguments: text(part.arguments, `${where}.arguments`),
        state,
        ...(state === "answered" && { result: text(part.result, `${where}.result`) }),
      };
    }
    default:
      return fail(`${where}.type`, "“text”, “reasoning”, “image” or “tool-call”");
  }
}

/** Figures that the page calculates with. */
function readCounts<T>(value: unknown, where: string, names: readonly string[]): T | undefined {
  if (value === undefined || value === null) return undefined;
  const counts = bag(value, where);
  for (const name of [...names, ...Object.keys(counts)]) {
    const count = counts[name];
    const isDetails = !names.includes(name) && (typeof count === "object" || typeof count === "boolean");
    if (!isDetails && !Number.isFinite(count)) fail(`${where}.${name}`, "a number");
  }
  return counts as T;
}

function readMessage(value: unknown, where: string): ChatMessage {
  const message = bag(value, where);
  const { role } = message;
  if (role !== "system" && role !== "user" && role !== "assistant" && role !== "tool")
    return fail(`${where}.role`, "“system”, “user”, “assistant” or “tool”");
  return {
    // What else the session adds is taken as it is: it is only shown.
    ...message,
    usage: readCounts(message.usage, `${where}.usage`, ["promptTokens", "completionTokens", "totalTokens"]),
    timings: readCounts(message.timings, `${where}.timings`, ["submittedAt"]),
    id: text(message.id, `${where}.id`),
    role,
    createdAt: time(message.createdAt, `${where}.createdAt`, Date.now()),
    parts: list(message.parts, `${where}.parts`).map((part, index) =>
      readPart(part, `${where}.parts[${index}]`),
    ),
    error: undefined,
  };
}

/** Files of version 1 hold one branch: each message follows the one before. */
function readTree(values: unknown[], conversationId: string, where: string): KeptMessage[] {
  const inRow = inARow(
    conversationId,
    values.map((value, index) => readMessage(value, `${where}[${index}]`)),
  );
  const known = new Set([""]);
  return inRow.map((message, index) => {
    const { parentId = message.parentId } = values[index] as { parentId?: unknown };
    const place = `${where}[${index}]`;
    if (known.has(message.id)) fail(`${place}.id`, "an id that no message before has");
    if (typeof parentId !== "string" || !known.has(parentId))
      return fail(`${place}.parentId`, "empty or the id of a message before");
    known.add(message.id);
    return { ...message, parentId, failure: undefined };
  });
}

function readConversation(value: unknown, where: string): WholeConversation {
  const given = bag(value, where);
  const blank = newConversation();
  const messages = readTree(list(given.messages, `${where}.messages`), blank.id, `${where}.messages`);
  const optional = (name: string) => (given[name] === undefined ? "" : text(given[name], `${where}.${name}`));
  const head = optional("head") || (messages.at(-1)?.id ?? "");
  if (head && !messages.some(({ id }) => id === head)) fail(`${where}.head`, "the id of a message");
  const conversation = {
    // A new id: what is imported never replaces what is there.
    ...blank,
    title: optional("title") || titleOf(messages),
    named: given.named === true,
    pinned: given.pinned === true,
    createdAt: time(given.createdAt, `${where}.createdAt`, blank.createdAt),
    updatedAt: time(given.updatedAt, `${where}.updatedAt`, blank.updatedAt),
    model: optional("model"),
    instructions: optional("instructions"),
    parameters:
      given.parameters === undefined
        ? {}
        : readParameters(bag(given.parameters, `${where}.parameters`), (name, wanted) =>
            fail(`${where}.parameters.${name}`, wanted),
          ),
    head,
  };
  return { conversation, messages };
}

/** The conversations of an exported file. Throws an {@link ImportError} that says what is wrong with it. */
export function readExport(source: string): WholeConversation[] {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw new ImportError(`The file is no JSON: ${(error as Error).message}`);
  }
  const foreign = readForeignExport(value);
  if (foreign) return foreign;
  const file = bag(value, "The file");
  if (file.format !== format)
    throw new ImportError(
      "The file is no export of this page, of ChatGPT or of OpenRouter: its format is not “openrouter-chat”.",
    );
  if (file.version !== 1 && file.version !== version)
    throw new ImportError(
      `The file has version ${JSON.stringify(file.version)}; this page reads versions 1 and ${version}.`,
    );
  return list(file.conversations, "conversations").map((conversation, index) =>
    readConversation(conversation, `conversations[${index}]`),
  );
}
