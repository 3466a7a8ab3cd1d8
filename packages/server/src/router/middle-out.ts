import type { Message } from "../generation/task.js";
import { estimateMessage, estimateTokens } from "../generation/token-estimate.js";

/** A conversation that was made to fit. */
export interface Shortened {
  messages: Message[];
  /** Messages that were left out. */
  removed: number;
  /** Messages of which a part was left out. */
  cut: number;
}

/** What belongs together: a question and its answer, or calls and their results. */
interface Turn {
  messages: Message[];
  tokens: number;
}

const gap = "\n[…]\n";
/** A message is not cut to less. */
const leastTokens = 32;

/**
 * Leaves out of the middle of a conversation what is more than `most` tokens, by estimate: whole turns first, then of the
 * longest texts their middle. System messages at the beginning and the last turn stay. Undefined: it fits as it is.
 */
export function middleOut(messages: readonly Message[], most: number): Shortened | undefined {
  const turns = turnsOf(messages);
  let excess = turns.reduce((sum, { tokens }) => sum + tokens, 0) - most;
  if (excess <= 0) return undefined;
  const first = turns.findIndex(({ messages: [message] }) => !isSystem(message!));
  const removed = new Set<Turn>();
  let cut = 0;
  for (const turn of fromTheMiddle(turns.slice(first === -1 ? turns.length : first, -1))) {
    if (excess <= 0) break;
    // Where a part of it is enough, the rest of it stays.
    const shorter = turn.messages.length === 1 ? cutMessage(turn.messages[0]!, excess) : undefined;
    const spared = shorter ? turn.tokens - estimateMessage(shorter) : 0;
    if (shorter && spared >= excess) {
      turn.messages = [shorter];
      cut++;
      excess = 0;
    } else {
      removed.add(turn);
      excess -= turn.tokens;
    }
  }
  const left = turns.filter((turn) => !removed.has(turn)).flatMap((turn) => turn.messages);
  const result = cutLongest(left, excess);
  const count = [...removed].reduce((sum, turn) => sum + turn.messages.length, 0);
  return { messages: result.messages, removed: count, cut: cut + result.cut };
}

function isSystem({ role }: Message): boolean {
  return role === "system" || role === "developer";
}

function turnsOf(messages: readonly Message[]): Turn[] {
  const turns: Turn[] = [];
  let before: Message | undefined;
  for (const message of messages) {
    const answers = message.role === "assistant" && !message.tool_calls && before?.role === "user";
    const turn = turns.at(-1);
    if (turn && (answers || message.role === "tool")) {
      turn.messages.push(message);
      turn.tokens += estimateMessage(message);
    } else turns.push({ messages: [message], tokens: estimateMessage(message) });
    before = message;
  }
  return turns;
}

/** The middle one first, then those beside it, the edges last. */
function* fromTheMiddle<T>(list: readonly T[]): Generator<T, void, void> {
  const middle = Math.floor(list.length / 2);
  for (let distance = 0; distance <= middle; distance++) {
    if (middle + distance < list.length) yield list[middle + distance]!;
    if (distance > 0) yield list[middle - distance]!;
  }
}

/** Takes the middle out of the longest texts until nothing is too much; one that is to be continued stays. */
function cutLongest(messages: Message[], excess: number): { messages: Message[]; cut: number } {
  const result = [...messages];
  const order = messages
    .map((message, index) => ({ message, index, tokens: estimateMessage(message) }))
    .filter(({ message, index }) => message.role !== "assistant" || index < messages.length - 1)
    .sort((a, b) => b.tokens - a.tokens);
  let over = excess;
  let cut = 0;
  for (const { message, index } of order) {
    if (over <= 0) break;
    const shorter = cutMessage(message, over);
    if (!shorter) continue;
    result[index] = shorter;
    cut++;
    over -= estimateMessage(message) - estimateMessage(shorter);
  }
  return { messages: result, cut };
}

/** The message with as many tokens less, as far as its longest text has them; undefined: it has none to spare. */
function cutMessage(message: Message, tokens: number): Message | undefined {
  const { content } = message;
  if (typeof content === "string") {
    const text = cutText(content, tokens);
    return text === undefined ? undefined : { ...message, content: text };
  }
  const texts = (content ?? []).flatMap((part) => (part.type === "text" ? [part] : []));
  const longest = texts.sort((a, b) => b.text.length - a.text.length)[0];
  const text = longest && cutText(longest.text, tokens);
  if (text === undefined) return undefined;
  return { ...message, content: content!.map((part) => (part === longest ? { ...longest, text } : part)) };
}

function cutText(text: string, tokens: number): string | undefined {
  const has = estimateTokens(text);
  const keeps = Math.max(leastTokens, has - tokens - estimateTokens(gap) - 1);
  if (keeps >= has) return undefined;
  const half = Math.floor((text.length * keeps) / has / 2);
  return `${text.slice(0, half)}${gap}${text.slice(text.length - half)}`.toWellFormed();
}
