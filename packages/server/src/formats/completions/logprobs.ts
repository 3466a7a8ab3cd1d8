import type { TokenLogprobs } from "../../generation/event.js";

/** The log-probabilities of one answer in the form of this API, part by part. */
export class LogprobsWriter {
  readonly #alternatives: number;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #offset = 0;

  /** `alternatives`: how many were asked for. */
  constructor(alternatives: number) {
    this.#alternatives = alternatives;
  }

  /** Of the tokens that came last; an offset counts the characters of the answer before the token. */
  write(tokens: readonly TokenLogprobs[]) {
    const offsets = tokens.map(({ token, bytes }) => {
      const before = this.#offset;
      const text = this.#decoder.decode(Uint8Array.from(bytes ?? Buffer.from(token)), { stream: true });
      this.#offset += [...text].length;
      return before;
    });
    return {
      tokens: tokens.map(({ token }) => token),
      token_logprobs: tokens.map(({ logprob }) => logprob),
      top_logprobs: this.#alternatives === 0 ? null : tokens.map(likeliest),
      text_offset: offsets,
    };
  }
}

/** By their texts, with the one that was drawn. Of two that read the same the likelier counts. */
function likeliest({ token, logprob, top_logprobs: others }: TokenLogprobs): Record<string, number> {
  const found = new Map<string, number>();
  for (const one of [...others, { token, logprob }])
    if (!found.has(one.token)) found.set(one.token, one.logprob);
  return Object.fromEntries(found);
}
