import { SDKError } from "../errors/index.js";
import type { ChatResponse } from "../models/index.js";
import type { StandardIssue } from "../types/standard-schema.js";

/** What is known of an answer that does not fit. */
export interface StructuredOutputFault {
  text: string;
  path: string;
  reason: string;
  issues: readonly StandardIssue[];
  choice: number;
  received: ChatResponse;
}

/** An answer came, but it is not what the schema asks for. `received` is the whole answer. */
export class StructuredOutputError extends SDKError {
  override get name(): string {
    return "StructuredOutputError";
  }

  /** The text that the model wrote. */
  declare readonly text: string;
  /** Where the first thing is that is wrong, for example `hobbies[0].name`; `""` for the whole value. */
  declare readonly path: string;
  /** What is wrong there: what the schema says, or that the text is no JSON. */
  declare readonly reason: string;
  /** All that the schema found; empty when the text is no JSON. */
  declare readonly issues: readonly StandardIssue[];
  /** Place of the answer among `received.choices`. */
  declare readonly choice: number;
  /** The answer, with its usage. */
  declare readonly received: ChatResponse;

  constructor(message: string, fault: StructuredOutputFault) {
    super(message);
    this.text = fault.text;
    this.path = fault.path;
    this.reason = fault.reason;
    this.issues = fault.issues;
    this.choice = fault.choice;
    this.received = fault.received;
  }
}
