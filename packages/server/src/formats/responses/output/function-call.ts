import type { FunctionName } from "../functions.js";
import type { ItemStatus, OpenItem, Place } from "./place.js";

/** A call of a function, as it grows. */
export class FunctionCall implements OpenItem {
  readonly #place: Place;
  readonly #callId: string;
  readonly #name: FunctionName;
  #arguments = "";

  constructor(place: Place, callId: string, name: FunctionName) {
    this.#place = place;
    this.#callId = callId;
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
      ...this.#name,
      arguments: this.#arguments,
    };
  }

  close(status: ItemStatus): void {
    const { name } = this.#name;
    this.#place.tell("function_call_arguments.done", { name, arguments: this.#arguments });
    this.#place.done(this.body(status));
  }
}
