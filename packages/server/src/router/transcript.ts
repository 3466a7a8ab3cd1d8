import type { DeltaEvent, Finish } from "../generation/event.js";

export interface SaidCall {
  id: string | undefined;
  name: string | undefined;
  arguments: string;
}

/** What the client has been told of one of the answers. */
export interface Said {
  content: string;
  reasoning: string;
  refusal: string;
  calls: SaidCall[];
  finished: boolean;
}

/** What the client has been told so far, so that somebody else can go on from it. */
export class Transcript {
  readonly choices: Said[] = [];

  /** Something was said, in any of the answers. */
  get started(): boolean {
    return this.choices.length > 0;
  }

  choice(index: number): Said {
    this.choices[index] ??= { content: "", reasoning: "", refusal: "", calls: [], finished: false };
    return this.choices[index];
  }

  add({ choice, delta }: DeltaEvent): void {
    const said = this.choice(choice);
    if (delta.content) said.content += delta.content;
    if (delta.reasoning) said.reasoning += delta.reasoning;
    if (delta.refusal) said.refusal += delta.refusal;
    for (const { index, id, function: part } of delta.tool_calls ?? []) {
      said.calls[index] ??= { id, name: part.name, arguments: "" };
      said.calls[index].arguments += part.arguments;
    }
  }

  finish({ choice }: Finish): void {
    this.choice(choice).finished = true;
  }
}

/** Whether a part of an answer says anything. A role alone does not. */
export function saysSomething({ delta, extra }: DeltaEvent): boolean {
  if (delta.content || delta.reasoning || delta.refusal) return true;
  if (delta.tool_calls?.length || delta.reasoning_details?.length) return true;
  return extra?.delta !== undefined;
}
