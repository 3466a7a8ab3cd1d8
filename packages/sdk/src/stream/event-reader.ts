import type { ChatResponse } from "../models/index.js";
import { createSseDecoder } from "./sse.js";

/** What the events of a stream mean. */
export interface StreamProtocol<T> {
  /** Set by `read` when the event was the last: nothing after it belongs to the stream. */
  readonly ended: boolean;
  /** Id that the events gave. */
  readonly id?: string | undefined;
  /** The value of one event, `undefined` when it has none. Throws when the event can't be understood. */
  read(data: string): T | undefined;
  /**
   * The error that the stream ends with, `undefined` when it is complete.
   * Without `ended` the body was over (`cause` absent) or broke (`cause` says why) too early.
   */
  verdict(cause?: unknown): Error | undefined;
  /** What the stream has brought up to now, for errors. */
  received(): ChatResponse;
}

/** What may end a stream early. `Limit` of `http/` is one. */
export interface StreamLimit {
  /** Aborting it ends the stream at once with its reason, an error of this SDK. */
  readonly signal: AbortSignal;
  /** Begins to count the server's silence: someone waits for an event. */
  restart(): void;
  /** Stops counting: an event has come. */
  pause(): void;
  /** Called when the stream is over for whatever reason. */
  release(): void;
}

export interface EventReaderOptions {
  limit?: StreamLimit | undefined;
  /** Is given the text of each comment. */
  onKeepAlive?: ((comment: string) => void) | undefined;
}

/** Pulls values from a body: reads from the network only when asked, and only when nothing is left to give. */
export interface EventReader<T> {
  next(): Promise<IteratorResult<T, undefined>>;
  /** Waits for the first value without taking it. */
  ready(): Promise<void>;
  /** Ends the stream and closes the connection. */
  close(): Promise<void>;
}

/** How long the server may take to end the body after the last event, so that the connection can be reused. */
const GRACE_MS = 100;

export function createEventReader<T>(
  body: ReadableStream<Uint8Array>,
  protocol: StreamProtocol<T>,
  { limit, onKeepAlive }: EventReaderOptions = {},
): EventReader<T> {
  type Step = IteratorResult<T, undefined>;
  const decoder = createSseDecoder(onKeepAlive);
  const source = body.getReader();
  let first: Step | undefined;
  let waiting: Promise<Step> | undefined;
  let over = false;
  let failure: unknown;

  const cancel = (reason?: unknown): Promise<void> => source.cancel(reason).catch(() => {});

  function finish(error?: unknown): void {
    if (over) return;
    over = true;
    failure = error;
    limit?.release();
  }

  function fail(error: unknown): void {
    finish(error);
    cancel(error);
  }

  function abort(): void {
    fail(Object.assign(limit!.signal.reason, { received: protocol.received() }));
  }

  /** The next value from what has been read already. */
  function take(): Step | undefined {
    let step = first;
    first = undefined;
    while (!step && !protocol.ended) {
      const data = decoder.next();
      if (data === undefined) break;
      const value = protocol.read(data);
      if (value !== undefined) step = { done: false, value };
    }
    return step;
  }

  /** Lets the server end the body after the last event, but not for long. */
  async function drain(): Promise<void> {
    const timer = setTimeout(cancel, GRACE_MS);
    await source.read().catch(() => {});
    clearTimeout(timer);
    cancel();
  }

  /** The first value of what one read brought; `undefined` bytes are the end of the body. */
  function accept(bytes: Uint8Array | undefined): Step | undefined {
    if (bytes) decoder.push(bytes);
    else decoder.end();
    try {
      const step = take();
      if (!step && !bytes && !protocol.ended) finish(protocol.verdict());
      return step;
    } catch (error) {
      // What follows the last line end of a body that was cut may be half an event.
      if (bytes) fail(error);
      else finish(protocol.verdict(error));
      return undefined;
    }
  }

  async function pull(): Promise<Step> {
    limit?.restart();
    let step: Step | undefined;
    while (!over && !step) {
      if (protocol.ended) {
        await drain();
        finish(protocol.verdict());
        break;
      }
      try {
        const { value } = await source.read();
        if (!over) step = accept(value);
      } catch (cause) {
        if (limit?.signal.aborted) abort();
        else finish(protocol.verdict(cause));
      }
    }
    limit?.pause();
    waiting = undefined;
    return step ?? conclude();
  }

  async function conclude(): Promise<Step> {
    const error = failure;
    failure = undefined;
    if (error) throw error;
    return { done: true, value: undefined };
  }

  function next(): Promise<Step> {
    if (waiting) return waiting.then(next, next);
    try {
      const step = over ? undefined : take();
      if (step) return Promise.resolve(step);
    } catch (error) {
      fail(error);
    }
    if (over) return conclude();
    waiting = pull();
    return waiting;
  }

  if (limit?.signal.aborted) abort();
  else limit?.signal.addEventListener("abort", abort);

  return {
    next,
    async ready() {
      const step = await next();
      if (!step.done) first = step;
    },
    async close() {
      finish();
      await cancel();
    },
  };
}
