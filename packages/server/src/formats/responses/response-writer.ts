import type { ApiError } from "../../generation/api-error.js";
import type { Finish, GenerationEvent, PassedOn } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { namesOf } from "./functions.js";
import { Output } from "./output/output.js";
import type { ResponseEvent } from "./output/place.js";
import type { ResponsesCall } from "./read-request.js";
import { type ResponseState, responseBody } from "./response-body.js";
import { inOwnNames, responseError, usageBody } from "./words.js";

export type NumberedEvent = ResponseEvent & { sequence_number: number };

/** Makes the events of a response, and the response itself, from the events of an answer. */
export class ResponseWriter {
  readonly #call: ResponsesCall;
  readonly #output: Output;
  readonly #state: Omit<ResponseState, "output" | "outputText">;
  #events: NumberedEvent[] = [];
  #told = 0;
  #finish: Finish | undefined;

  /** `requestedModel`: named before anybody has taken the task. */
  constructor(
    { id, created }: Pick<Generation, "id" | "created">,
    call: ResponsesCall,
    requestedModel: string,
  ) {
    this.#call = call;
    this.#output = new Output(id, namesOf(call.request.tools), (event) => this.#tell(event));
    this.#state = {
      generationId: id,
      created,
      completed: null,
      model: requestedModel,
      status: "in_progress",
      usage: null,
      incompleteReason: null,
      error: null,
      extra: {},
    };
  }

  /** The response as it is now. */
  get response() {
    return responseBody(this.#call, {
      ...this.#state,
      output: this.#output.items,
      outputText: this.#output.text,
    });
  }

  /** That the response has begun, if that was not told yet. */
  begin(): NumberedEvent[] {
    if (this.#told === 0) {
      this.#tell({ type: "response.created", response: this.response });
      this.#tell({ type: "response.in_progress", response: this.response });
    }
    return this.#taken();
  }

  /** What an event of the answer is in this API. `fields` are added to the response when it ends. */
  read(event: GenerationEvent, fields: () => object = () => ({})): NumberedEvent[] {
    if (event.type === "accepted") this.#state.model = event.model;
    const begun = this.begin();
    // A response is one answer.
    if ("choice" in event && event.choice !== 0) return begun;
    if (event.type === "delta") {
      if (event.extra) this.#add(event.extra);
      this.#output.add(event);
    } else if (event.type === "finish") {
      this.#finish = event;
      this.#output.finish(event.finishReason);
    } else if (event.type === "end") {
      Object.assign(this.#state.extra, fields());
      this.#state.usage = usageBody(event.usage);
      this.#end();
    }
    return [...begun, ...this.#taken()];
  }

  /** That the answer broke off. */
  fail(error: ApiError, fields: object = {}): NumberedEvent[] {
    const begun = this.begin();
    Object.assign(this.#state.extra, { error_type: error.type }, fields);
    this.#state.status = "failed";
    this.#state.error = responseError(error);
    this.#tell({ type: "error", code: error.type, ...inOwnNames(error) });
    this.#tell({ type: "response.failed", response: this.response });
    return [...begun, ...this.#taken()];
  }

  /** What has no place of its own here stands in the response. */
  #add({ delta, choice, chunk }: PassedOn): void {
    const { annotations: _, ...rest } = delta ?? {};
    Object.assign(this.#state.extra, chunk, choice, rest);
  }

  #end(): void {
    const reason = this.#finish?.finishReason;
    const cut = reason === "length" || reason === "content_filter";
    this.#state.status = cut ? "incomplete" : "completed";
    if (!cut) this.#state.completed = Math.floor(Date.now() / 1000);
    if (cut) this.#state.incompleteReason = reason === "length" ? "max_output_tokens" : reason;
    this.#tell({ type: `response.${this.#state.status}`, response: this.response });
  }

  #tell(event: ResponseEvent): void {
    this.#events.push({ ...event, sequence_number: this.#told++ });
  }

  #taken(): NumberedEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
