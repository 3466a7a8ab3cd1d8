/** One alternative for a token. */
export type ChatMessageTokenTopLogprob = {
  /** The token as text. */
  token: string;
  /** Natural logarithm of its probability, at most 0. */
  logprob: number;
  /** Its UTF-8 bytes; a token may be part of a character. Some providers leave them out. */
  bytes: Array<number> | null;
};

/** A token of the answer and how likely it was. */
export type ChatMessageTokenLogprob = ChatMessageTokenTopLogprob & {
  /** The likeliest alternatives, at most `topLogprobs` of the request. Wire: `top_logprobs`. */
  topLogprobs: Array<ChatMessageTokenTopLogprob>;
};

/** Log-probabilities of the tokens of an answer. */
export type ChatMessageTokenLogprobs = {
  /** Tokens of the content, in order. */
  content: Array<ChatMessageTokenLogprob> | null;
  /** Tokens of the refusal, in order. */
  refusal?: Array<ChatMessageTokenLogprob> | null | undefined;
};
