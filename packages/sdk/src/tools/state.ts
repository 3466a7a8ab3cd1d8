import { SDKValidationError } from "../errors/index.js";
import type {
  AssistantMessage,
  ChatMessageContentItem,
  ChatMessageToolCall,
  Message,
} from "../models/index.js";
import { noUsage, type RunUsage } from "./usage.js";

/**
 * Where a run stands: plain JSON. Store it, and give it to `runTools` to go on, on any machine. What is still to be done
 * follows from `messages`.
 */
export interface RunState {
  /** Version of this form. */
  readonly version: 1;
  /** The conversation: what was given, the answers as they came (with reasoning details and signatures), the results. */
  readonly messages: readonly Message[];
  /** Answers up to now. */
  readonly steps: number;
  readonly usage: RunUsage;
}

/** The state to begin or go on with. Throws `SDKValidationError` for what is no state. */
export function startState(state: RunState | undefined, messages: readonly Message[] = []): RunState {
  if (!state) return { version: 1, messages: [...messages], steps: 0, usage: noUsage };
  if (state.version !== 1 || !Array.isArray(state.messages)) {
    const reason = `must be the state of a run, version 1, was version ${state.version}`;
    throw new SDKValidationError("state", reason, state);
  }
  return { ...state, messages: [...state.messages, ...messages] };
}

/** The calls of the last answer that have no result yet. */
export function openCalls({ messages }: RunState): ChatMessageToolCall[] {
  const place = lastAnswer(messages);
  const results = new Set(messages.slice(place + 1).map((message) => resultOf(message)));
  return callsOf(messages[place]).filter(({ id }) => !results.has(id));
}

/** The state with an answer. Calls without an id, which some providers leave out, get one. */
export function addAnswer(state: RunState, message: AssistantMessage): RunState {
  const toolCalls = message.toolCalls?.map((call, index) => ({
    ...call,
    id: call.id || `call_${state.steps + 1}_${index}`,
  }));
  const answer: Message = toolCalls?.length ? { ...message, toolCalls } : message;
  return { ...state, messages: [...state.messages, answer], steps: state.steps + 1 };
}

/** The state with the result of a call, which stands among the others in the order of the calls. */
export function addResult(
  state: RunState,
  callId: string,
  content: string | ChatMessageContentItem[],
): RunState {
  const { messages } = state;
  const place = lastAnswer(messages);
  const order = callsOf(messages[place]).map(({ id }) => id);
  const before = new Set(order.slice(0, order.indexOf(callId)));
  let end = place + 1;
  while (before.has(resultOf(messages[end]) ?? "")) end++;
  const result: Message = { role: "tool", toolCallId: callId, content };
  return { ...state, messages: [...messages.slice(0, end), result, ...messages.slice(end)] };
}

/** How many answers in a row, right before the last one, made the same call. */
export function repetitions({ messages }: RunState, call: ChatMessageToolCall): number {
  const wanted = signature(call);
  let count = 0;
  for (const message of messages.slice(0, lastAnswer(messages)).reverse()) {
    if (message.role === "tool") continue;
    if (!callsOf(message).some((other) => signature(other) === wanted)) break;
    count++;
  }
  return count;
}

const lastAnswer = (messages: readonly Message[]): number =>
  messages.findLastIndex(({ role }) => role === "assistant");

const callsOf = (message: Message | undefined): ChatMessageToolCall[] =>
  (message?.role === "assistant" && message.toolCalls) || [];

const resultOf = (message: Message | undefined): string | undefined =>
  message?.role === "tool" ? message.toolCallId : undefined;

/** What makes two calls the same: the name and the arguments, however they are spaced. */
function signature({ function: { name, arguments: text } }: ChatMessageToolCall): string {
  try {
    return `${name} ${JSON.stringify(JSON.parse(text))}`;
  } catch {
    return `${name} ${text}`;
  }
}
