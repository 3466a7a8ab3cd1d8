/** JSON as it is on the wire. */
export type WireObject = Record<string, unknown>;

const answerFields = {
  id: "gen-1700000000-TestAnswer0123456789",
  created: 1_700_000_000,
  model: "test/model",
};

/** What an answer took, if a test doesn't say. */
export const usage: WireObject = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cost: 0.0001 };

/** A chunk with this addition to the first choice. */
export const chunkOf = (
  delta: WireObject,
  finishReason: string | null = null,
  rest: WireObject = {},
): WireObject => ({
  ...answerFields,
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: finishReason }],
  ...rest,
});

/** A whole answer with this message. */
export const answerOf = (message: WireObject, finishReason = "stop", rest: WireObject = {}): WireObject => ({
  ...answerFields,
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finishReason }],
  usage,
  ...rest,
});

/** A server-sent event. */
export const eventOf = (data: unknown): string =>
  `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
