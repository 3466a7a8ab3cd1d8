import type { ToolCallDelta } from "../../../generation/event.js";
import type { ItemStatus, OpenItem, Place } from "./place.js";

/** A call of a function, as it grows. */
export class FunctionCall implements OpenItem {
  readonly #place: Place;
  readonly #callId: string;
  readonly #name: string;
  #arguments = "";

  constructor(place: Place, { id = "", function: { name = "" } }: ToolCallDelta) {
    this.#place = place;
    this.#callId = id;
    this.#name = name;
    place.added(this.body("in_progress"));
  }

  add(delta: string): void {
    if (delta === "") return;
    this.#arguments += delta;
    this.#place.tell("function_call_arguments.delta", { delta });
  }

  body(status: ItemStatus) {
    return {
      id: this.#place.id,
      type: "function_call",
      status,
      call_id: this.#callId,
      name: this.#name,
      arguments: this.#arguments,
    };
  }

  close(status: ItemStatus): void {
    const [name, args] = [this.#name, this.#arguments];
    this.#place.tell("function_call_arguments.done", { name, arguments: args });
    this.#place.done(this.body(status));
  }
}
