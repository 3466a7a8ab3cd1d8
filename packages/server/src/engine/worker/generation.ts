import { eventWindow, type Run, type WorkerEvent } from "../protocol.js";
import { EngineError, type GenerateTimings } from "../types.js";
import { NextTokenLogprobs } from "./logprobs.js";
import { RepetitionGuard } from "./repetition.js";
import { type AnswerGrammar, type SamplingSpace, TokenSampler } from "./sampler.js";
import type { Sequence } from "./sequences.js";
import { AnswerText } from "./text.js";
import type { Vocabulary } from "./vocabulary.js";

export interface GenerationParts {
  contextLength: number;
  vocabulary: Vocabulary;
  space: SamplingSpace;
}

/** One answer in the making: what it has evaluated, drawn and sent. */
export class Generation {
  readonly #parts: GenerationParts;
  readonly #run: Run;
  readonly #grammar: AnswerGrammar | undefined;
  readonly #send: (event: WorkerEvent) => void;
  /** Has a seed: evaluated apart from other requests, because batching may change the last bits of a probability. */
  readonly exact: boolean;
  finished = false;
  /** Whether it may yet get the beginning of its prompt from another request. */
  mayShare = true;
  #sequence: Sequence | undefined;
  #cachedTokens = 0;
  #completionTokens = 0;
  #unacknowledged = 0;
  #nextToken = 0;
  readonly #limit: number;
  readonly #sampler: TokenSampler;
  readonly #text: AnswerText;
  readonly #repetition: RepetitionGuard | undefined;
  #promptStarted = 0;
  #generationStarted = 0;

  constructor(
    parts: GenerationParts,
    run: Run,
    grammar: AnswerGrammar | undefined,
    send: (event: WorkerEvent) => void,
  ) {
    this.#parts = parts;
    this.#run = run;
    this.#grammar = grammar;
    this.#send = send;
    this.exact = run.sampling.seed !== undefined;
    this.#limit = Math.min(run.maxTokens ?? Infinity, parts.contextLength - run.prompt.length);
    this.#sampler = new TokenSampler(parts.vocabulary, parts.space, run.sampling, grammar);
    this.#text = new AnswerText(run.stop);
    this.#repetition = run.repetitionGuard ? new RepetitionGuard() : undefined;
  }

  get prompt(): Uint32Array {
    return this.#run.prompt;
  }

  get sequence(): Sequence | undefined {
    return this.#sequence;
  }

  /** The reader lags: nothing more is generated until it has caught up. */
  get paused(): boolean {
    return this.#unacknowledged >= eventWindow;
  }

  get promptRemaining(): number {
    return this.prompt.length - (this.#sequence?.tokens.length ?? 0);
  }

  begin(sequence: Sequence): void {
    this.#sequence = sequence;
    this.#cachedTokens = sequence.tokens.length;
    this.#promptStarted = performance.now();
  }

  /** Tokens of the prompt that turned out to be evaluated already. */
  found(tokens: number): void {
    this.#cachedTokens += tokens;
  }

  acknowledge(count: number): void {
    this.#unacknowledged -= count;
  }

  /** The token to evaluate next, once the prompt is done. */
  get nextToken(): number {
    return this.#nextToken;
  }

  promptProgress(): void {
    this.#emit({
      type: "prompt",
      evaluated: this.prompt.length - this.promptRemaining,
      promptTokens: this.prompt.length,
      cachedTokens: this.#cachedTokens,
    });
  }

  /** Draws a token from the logits of the last evaluation and sends what it makes final. */
  advance(logits: Float32Array): void {
    this.#generationStarted ||= performance.now();
    const { vocabulary } = this.#parts;
    const { topLogprobs } = this.#run;
    const probabilities =
      topLogprobs === undefined ? undefined : new NextTokenLogprobs(vocabulary, logits, topLogprobs);
    const token = this.#sampler.next(logits);
    if (token < 0) {
      const message = "The grammar asks for what no token of the model's vocabulary can be";
      throw new EngineError("invalid_grammar", message);
    }
    if (vocabulary.endsGeneration(token)) {
      this.#finish("stop", this.#grammar ? "grammar_end" : "eog");
      return;
    }
    this.#nextToken = token;
    this.#completionTokens++;
    const piece = this.#text.add(vocabulary.text(token), probabilities?.of(token));
    this.#emitText(piece);
    if (this.#text.stopped) this.#finish("stop", "stop_sequence");
    else if (this.#repetition?.add(piece.text)) this.#finish("length", "repetition");
    else if (this.#completionTokens >= this.#limit) {
      this.#finish("length", this.#limit === this.#run.maxTokens ? "max_tokens" : "context_full");
    }
  }

  dispose(): void {
    this.finished = true;
    this.#sampler.dispose();
  }

  #finish(finishReason: "stop" | "length", nativeFinishReason: string): void {
    this.#emitText(this.#text.end());
    this.finished = true;
    this.#emit({
      type: "done",
      finishReason,
      nativeFinishReason,
      usage: {
        promptTokens: this.prompt.length,
        cachedTokens: this.#cachedTokens,
        completionTokens: this.#completionTokens,
      },
      timings: this.#timings(),
    });
  }

  #timings(): GenerateTimings {
    return {
      queuedMs: 0,
      promptMs: this.#generationStarted - this.#promptStarted,
      generationMs: performance.now() - this.#generationStarted,
    };
  }

  #emitText({ text, logprobs }: ReturnType<AnswerText["end"]>): void {
    if (text === "" && logprobs.length === 0) return;
    this.#emit({ type: "text", text, ...(logprobs.length > 0 ? { logprobs } : {}) });
  }

  #emit(event: WorkerEvent): void {
    this.#unacknowledged++;
    this.#send(event);
  }
}
