import type { ChatMessage } from "@openrouter/sdk/chat-session";

/** Characters of a token, as long as nothing better is known. */
const usualTokenLength = 4;

const written = (message: ChatMessage): number =>
  message.parts.reduce((length, part) => {
    if (part.type === "text" || part.type === "reasoning") return length + part.text.length;
    return part.type === "tool-call" ? length + part.arguments.length : length;
  }, 0);

/** Characters of a token in the answers so far. */
export function tokenLength(messages: readonly ChatMessage[]): number {
  const known = messages.filter(
    (message) => message.role === "assistant" && (message.usage?.completionTokens ?? 0) > 8,
  );
  const tokens = known.reduce((sum, message) => sum + message.usage!.completionTokens, 0);
  const length = known.reduce((sum, message) => sum + written(message), 0);
  return tokens > 0 && length > 0 ? length / tokens : usualTokenLength;
}

export interface Speed {
  tokens: number;
  tokensPerSecond: number | undefined;
  /** The server gave no count yet: tokens are guessed from the length of the text. */
  estimated: boolean;
}

/** How fast an answer came, or comes. */
export function speedOf(message: ChatMessage, lengthOfToken: number, now: number): Speed {
  const { firstTokenAt, finishedAt } = message.timings ?? {};
  const counted = message.usage?.completionTokens;
  const tokens = counted ?? Math.round(written(message) / lengthOfToken);
  const elapsed = firstTokenAt === undefined ? 0 : (finishedAt ?? now) - firstTokenAt;
  // The first token arrives at the start of this time.
  const tokensPerSecond = elapsed >= 200 && tokens > 1 ? ((tokens - 1) / elapsed) * 1000 : undefined;
  return { tokens, tokensPerSecond, estimated: counted === undefined };
}

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

export const formatCount = (count: number): string => whole.format(count);
export const formatRate = (rate: number): string =>
  rate >= 10 ? whole.format(Math.round(rate)) : short.format(rate);
export const formatSeconds = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
export const formatCost = (cost: number): string => `$${cost < 0.01 ? cost.toPrecision(2) : cost.toFixed(2)}`;
