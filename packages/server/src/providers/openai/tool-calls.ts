import type { ToolCallDelta } from "../../generation/event.js";
import { toolCallId } from "../../generation/ids.js";

type Fields = Record<string, unknown>;

/** Puts a server's pieces of tool calls in order: some leave out the index, the id, or give arguments as objects. */
export class ToolCallReader {
  readonly #ids: string[] = [];

  read(pieces: unknown[]): ToolCallDelta[] {
    return pieces.flatMap((piece, position) =>
      typeof piece === "object" && piece !== null ? [this.#piece(piece as Fields, position)] : [],
    );
  }

  #piece(piece: Fields, position: number): ToolCallDelta {
    const id = typeof piece.id === "string" && piece.id !== "" ? piece.id : undefined;
    const given =
      typeof piece.function === "object" && piece.function !== null ? (piece.function as Fields) : {};
    const name = typeof given.name === "string" && given.name !== "" ? given.name : undefined;
    const text = given.arguments;
    const args =
      typeof text === "string" ? text : text === undefined || text === null ? "" : JSON.stringify(text);
    const index = this.#index(piece.index, id, name, position);
    const { index: _i, id: _d, type: _t, function: _f, ...extra } = piece;
    const isNew = this.#ids[index] === undefined;
    if (isNew) this.#ids[index] = id ?? toolCallId();
    return {
      ...extra,
      index,
      ...(isNew && { id: this.#ids[index]!, type: "function" as const }),
      function: { ...(isNew && name !== undefined && { name }), arguments: args },
    };
  }

  #index(given: unknown, id: string | undefined, name: string | undefined, position: number): number {
    if (typeof given === "number" && given >= 0 && given < 1_024) return given;
    const known = id === undefined ? -1 : this.#ids.indexOf(id);
    if (known !== -1) return known;
    // Without an index, what names a function is a new call; anything else goes on with the last one.
    if (id !== undefined || name !== undefined) return this.#ids.length;
    return Math.max(this.#ids.length - 1, Math.min(position, 0));
  }
}
