import type { ChatStreamingResponseChunk } from "../models/index.js";
import { createChatAccumulator, type EventStream } from "../stream/index.js";
import type { JsonSchemaFormat } from "./json-schema.js";
import { type ParsedChatResponse, parseAnswer } from "./parse.js";
import { createPartialJson } from "./partial-json.js";

/**
 * A value of which any part may still be missing, at any depth, and whose strings may be beginnings (also those of
 * which a schema lists the values).
 */
export type DeepPartial<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? DeepPartial<Item>[]
    : T extends object
      ? { [Key in keyof T]?: DeepPartial<T[Key]> }
      : T;

/**
 * A streamed answer that becomes a value. Iterating it gives the value as it grows, each time anew, not validated; it
 * can be iterated once. Reading throws what reading the stream throws, and leaving the loop early closes the stream.
 */
export class ParsedStream<Input, Output> implements AsyncIterable<DeepPartial<Input>> {
  /** The stream of chunks that is read here: its `generationId`, `headers` and `close()`. */
  readonly stream: EventStream<ChatStreamingResponseChunk>;
  readonly #format: JsonSchemaFormat<Input, Output>;
  readonly #accumulator = createChatAccumulator();
  readonly #values: AsyncGenerator<DeepPartial<Input>, void, undefined>;
  #failure: { error: unknown } | undefined;
  #final: Promise<ParsedChatResponse<Output>> | undefined;

  /** @internal */
  constructor(stream: EventStream<ChatStreamingResponseChunk>, format: JsonSchemaFormat<Input, Output>) {
    this.stream = stream;
    this.#format = format;
    this.#values = this.#read();
  }

  [Symbol.asyncIterator](): AsyncGenerator<DeepPartial<Input>, void, undefined> {
    return this.#values;
  }

  /**
   * The whole answer with `parsed` in its message, once the stream has ended; reads what has not been read.
   * Rejects with what reading throws, and with a `StructuredOutputError` when the answer does not fit the schema.
   */
  final(): Promise<ParsedChatResponse<Output>> {
    this.#final ??= this.#finish();
    return this.#final;
  }

  async *#read(): AsyncGenerator<DeepPartial<Input>, void, undefined> {
    const json = createPartialJson();
    try {
      for await (const chunk of this.stream) {
        this.#accumulator.add(chunk);
        const text = chunk.choices?.find((choice) => !choice.index)?.delta?.content;
        if (text && json.add(text)) yield json.value() as DeepPartial<Input>;
      }
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  async #finish(): Promise<ParsedChatResponse<Output>> {
    for await (const _ of this.#values);
    if (this.#failure) throw this.#failure.error;
    return parseAnswer(this.#accumulator.response(), this.#format);
  }
}
