import type { Delta, DeltaEvent, Finish, TokenLogprobs, ToolCallDelta } from "../generation/event.js";
import type { Said, Transcript } from "./transcript.js";

/** The restarted answer is another one: what the client has can't be its beginning. */
export class Diverged extends Error {
  override readonly name = "Diverged";
}

interface Position {
  content: number;
  reasoning: number;
  refusal: number;
  calls: number[];
}

/** Takes the beginning that the client has already out of an answer that is told again; it must be the same. */
export class Repetition {
  readonly #said: readonly (Said & { at: Position })[];

  constructor({ choices }: Transcript) {
    this.#said = choices.map((said) => ({
      ...said,
      calls: said.calls.map((call) => ({ ...call })),
      at: { content: 0, reasoning: 0, refusal: 0, calls: [] },
    }));
  }

  /** What is new of it, if anything is. Throws {@link Diverged}. */
  delta(event: DeltaEvent): DeltaEvent | undefined {
    const said = this.#said[event.choice];
    if (!said) return event;
    const delta: Delta = {};
    const reasoned = said.at.reasoning < said.reasoning.length;
    for (const field of ["reasoning", "content", "refusal"] as const) {
      const text = event.delta[field];
      if (!text) continue;
      const rest = beyond(said[field], said.at[field], text);
      said.at[field] += text.length - rest.length;
      if (rest !== "") delta[field] = rest;
    }
    if (event.delta.reasoning_details && !reasoned) delta.reasoning_details = event.delta.reasoning_details;
    const calls = event.delta.tool_calls?.flatMap((call) => newPart(said, call) ?? []) ?? [];
    if (calls.length > 0) delta.tool_calls = calls;
    if (delta.content !== undefined || delta.tool_calls) this.#mustBeSaid(said, delta);
    if (Object.keys(delta).length === 0) return undefined;
    return { ...event, delta, logprobs: newLogprobs(event, delta), extra: event.extra };
  }

  /** Whether the client knows already that this answer has ended. Throws {@link Diverged} if it ended too soon. */
  finished({ choice }: Finish): boolean {
    const said = this.#said[choice];
    if (!said) return false;
    if (said.finished) return true;
    this.#mustBeSaid(said, { content: "", tool_calls: [] });
    for (const [index, call] of said.calls.entries()) {
      if ((said.at.calls[index] ?? -1) < call.arguments.length) throw new Diverged();
    }
    return false;
  }

  /** Nothing new may come while something old is missing. */
  #mustBeSaid(said: Said & { at: Position }, delta: Delta): void {
    if (said.at.reasoning < said.reasoning.length) throw new Diverged();
    if (delta.tool_calls && said.at.content < said.content.length) throw new Diverged();
    if (said.at.refusal < said.refusal.length) throw new Diverged();
  }
}

/** The part of `text` that follows what was said. */
function beyond(said: string, at: number, text: string): string {
  const old = said.slice(at, at + text.length);
  if (!text.startsWith(old)) throw new Diverged();
  return text.slice(old.length);
}

/** The call keeps the id that the client has. */
function newPart(said: Said & { at: Position }, call: ToolCallDelta): ToolCallDelta | undefined {
  const known = said.calls[call.index];
  if (!known) return call;
  const at = said.at.calls[call.index] ?? 0;
  const { id: _id, type: _type, function: part, ...others } = call;
  if (part.name !== undefined && known.name !== undefined && part.name !== known.name) throw new Diverged();
  const rest = beyond(known.arguments, at, part.arguments);
  said.at.calls[call.index] = at + part.arguments.length - rest.length;
  return rest === "" ? undefined : { ...others, function: { arguments: rest } };
}

/** Those of the tokens that make up what is new. */
function newLogprobs(
  { delta: whole, logprobs }: DeltaEvent,
  { content = "" }: Delta,
): TokenLogprobs[] | undefined {
  if (!logprobs || content === whole.content) return logprobs;
  let from = logprobs.length;
  for (let length = 0; from > 0 && length + logprobs[from - 1]!.token.length <= content.length; from--) {
    length += logprobs[from - 1]!.token.length;
  }
  return from < logprobs.length ? logprobs.slice(from) : undefined;
}
