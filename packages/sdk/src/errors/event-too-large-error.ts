import type { ChatResponse } from "../models/index.js";
import { SDKError } from "./sdk-error.js";

/** One event of a stream had more characters than `maxEventSize` allows. */
export class EventTooLargeError extends SDKError {
  override get name(): string {
    return "EventTooLargeError";
  }

  /** The limit, in characters. */
  declare readonly maxEventSize: number;
  /** What had been received up to then. */
  declare readonly received: ChatResponse;

  /** @internal */
  constructor(maxEventSize: number, received: ChatResponse) {
    super(`An event of the stream has more than maxEventSize = ${maxEventSize} characters`);
    this.maxEventSize = maxEventSize;
    this.received = received;
  }
}
