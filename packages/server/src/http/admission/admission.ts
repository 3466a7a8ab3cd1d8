import type { IncomingMessage, ServerResponse } from "node:http";
import { QueueFull } from "../../fair-queue/fair-queue.js";
import { ApiError } from "../../generation/api-error.js";
import { ClientGone } from "../../generation/client-gone.js";
import { ThreadPool } from "../../threads/thread-pool.js";
import { TooCostly } from "../../threads/too-costly.js";
import { receiveBody } from "../body.js";
import { BodyMemory } from "../body-memory.js";
import type { ServerLimits } from "../limits.js";
import { type Body, type Outcome, unwrap } from "./messages.js";
import { type BodyKind, type RequestOf, readBody } from "./readers.js";

/** A request whose body is to be read. */
export interface Arrival {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** Whose turn it takes. */
  client: string;
}

/** Bytes up to which a body is read in place: that takes less than to hand it over would. */
const inPlaceBytes = 32 * 1024;

/**
 * Makes bodies into requests. Large ones are read, parsed and checked in threads, with a time and memory of their own:
 * no body keeps the event loop busy.
 */
export class Admission {
  readonly #limits: ServerLimits;
  readonly #memory: BodyMemory;
  readonly #pool: ThreadPool<Body, Outcome>;

  constructor(limits: ServerLimits) {
    this.#limits = limits;
    this.#memory = new BodyMemory(limits.allBodiesBytes);
    this.#pool = new ThreadPool({
      module: new URL("./thread-main.js", import.meta.url),
      threads: 2,
      deadlineMs: limits.readMs,
      memoryMb: 256,
      queueLimit: 100,
    });
  }

  /** Large bodies that are read, and that wait for it. */
  get load(): { running: number; waiting: number } {
    return { running: this.#pool.running, waiting: this.#pool.waiting };
  }

  /** Rejects with an `ApiError` that says what is wrong with the body, or `ClientGone`. */
  async read<K extends BodyKind>(kind: K, { incoming, outgoing, client }: Arrival): Promise<RequestOf<K>> {
    const share = this.#memory.share();
    const gone = new AbortController();
    const leave = () => gone.abort(new ClientGone());
    outgoing.once("close", leave);
    try {
      const bytes = await receiveBody(incoming, this.#limits, share);
      const limits = { nesting: this.#limits.nesting, values: this.#limits.values };
      if (bytes.length <= inPlaceBytes) return readBody(kind, bytes, limits);
      const outcome = await this.#pool.run({ kind, bytes, limits }, { client, signal: gone.signal });
      return unwrap(outcome) as RequestOf<K>;
    } catch (error) {
      throw inOurWords(error);
    } finally {
      outgoing.off("close", leave);
      share.free();
    }
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}

function inOurWords(error: unknown): unknown {
  if (error instanceof TooCostly) {
    return new ApiError(413, "payload_too_large", `To read the body takes more than ${error.allowed}`);
  }
  if (error instanceof QueueFull) {
    return new ApiError(503, "provider_overloaded", "Too many large bodies wait to be read", {
      headers: { "Retry-After": String(error.retryAfterSeconds) },
    });
  }
  return error;
}
