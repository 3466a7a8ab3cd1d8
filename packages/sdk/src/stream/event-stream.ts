/** What an {@link EventStream} reads from: its events one at a time, as they are asked for. */
export interface EventReader<T> extends AsyncGenerator<T, undefined, unknown> {
  /** Id of the generation, once the events have given it. */
  id(): string | undefined;
  /** Ends the stream and closes the connection, also while someone waits for an event. */
  close(): Promise<void>;
}

/**
 * The host's `ReadableStream` as a base class that is looked for when a stream is made, not when this module is loaded:
 * React Native has none, or gets one from a polyfill later. Without one a stream is iterable only.
 */
function HostStream(this: object, source: UnderlyingDefaultSource, strategy: QueuingStrategy): object {
  const { ReadableStream: Host } = globalThis as { ReadableStream?: typeof ReadableStream };
  if (!Host) return this;
  if (!(HostStream.prototype instanceof Host)) Object.setPrototypeOf(HostStream.prototype, Host.prototype);
  return Reflect.construct(Host, [source, strategy], new.target as never);
}

/**
 * The events of a streamed answer, as they arrive.
 *
 * Iterate it with `for await`; leaving the loop early closes the connection. It is a `ReadableStream` too
 * (`getReader`, `pipeThrough`, `tee`), where the host has that class: nothing is read from the network before it is
 * asked for. It can be read once, by one of these ways.
 *
 * Reading throws `ChatStreamError` when the server reports an error, `StreamTruncatedError` when the stream was
 * cut, `RequestAbortedError`, `RequestTimeoutError` (no event within `timeoutMs`), `ResponseValidationError`
 * (an event that is not JSON) or `EventTooLargeError` (one beyond `maxEventSize`). What had been received is in each
 * error's `received`.
 */
export class EventStream<T> extends (HostStream as unknown as typeof ReadableStream)<T> {
  /** The HTTP response; its body belongs to this stream. */
  readonly response: Response;
  readonly #reader: EventReader<T>;
  #iterating = false;

  /** @internal */
  constructor(response: Response, reader: EventReader<T>) {
    super(
      {
        async pull(controller) {
          const { done, value } = await reader.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: reader.close,
      },
      { highWaterMark: 0 },
    );
    this.response = response;
    this.#reader = reader;
  }

  /** Headers of the response. */
  get headers(): Headers {
    return this.response.headers;
  }

  /** Id of the generation: header `X-Generation-Id`, else the id that the events gave. */
  get generationId(): string | undefined {
    return this.headers.get("x-generation-id") ?? this.#reader.id();
  }

  /** Ends the stream and closes the connection, whoever is reading. A loop over it ends as if all had been read. */
  close(): Promise<void> {
    return this.#reader.close();
  }

  /** As {@link close}, also during iteration; rejects with a `TypeError` while a reader of its own holds the stream. */
  override cancel(reason?: unknown): Promise<void> {
    return this.#iterating || !super.cancel ? this.close() : super.cancel(reason);
  }

  /** Hands out the values without a queue in between. Throws a `TypeError` when the stream is being read already. */
  override [Symbol.asyncIterator](): AsyncGenerator<T, undefined, unknown> {
    // Throws when there is a reader, and locks the stream.
    const isHostStream: boolean = "getReader" in this;
    if (isHostStream) this.getReader();
    else if (this.#iterating) throw new TypeError("The stream is being read already");
    this.#iterating = true;
    return this.#reader;
  }
}
