import { charSet, charsOf, complementChars, unionOf } from "./automata/char-set.js";
import { GrammarBuilder } from "./gbnf/builder.js";
import {
  chars,
  choice,
  type Expression,
  literal,
  nothing,
  optional,
  type Rules,
  repeat,
  sequence,
} from "./gbnf/expression.js";
import type { RulesOfSchema } from "./schema-compiler.js";

/** What stands before and after a call in the model's text. */
export const toolCallStart = "<tool_call>";
export const toolCallEnd = "</tool_call>";
const mostCalls = 16;

export interface ToolDefinition {
  name: string;
  /** JSON schema of the arguments; without one there are none. */
  parameters?: unknown;
  /** Refuse what can't be enforced exactly. `false` when absent. */
  strict?: boolean | null | undefined;
}

export interface ToolCallOptions {
  tools: readonly ToolDefinition[];
  /** `auto`: text, calls, or text and then calls. `required`: calls only. A name: one call of that tool. */
  choice: "auto" | "required" | { name: string };
  /** Whether several calls may be made in one answer. */
  parallel: boolean;
}

/**
 * Rules of answers with tool calls, each `<tool_call>{"name": …, "arguments": {…}}</tool_call>`, whose
 * arguments validate against the tool's parameters. A call that is forced and can be of one tool only comes once.
 *
 * Throws an UnsupportedSchemaError for parameters that can't be enforced; its path begins with
 * `/tools/<index>/function/parameters`. Throws a RangeError for an unknown or missing tool.
 */
export function toolCallRules(
  { tools, choice: wanted, parallel }: ToolCallOptions,
  ofSchema: RulesOfSchema,
): Rules {
  const named = typeof wanted === "object" ? wanted.name : undefined;
  const usable = [...tools.entries()].filter(([, tool]) => named === undefined || tool.name === named);
  if (usable.length === 0)
    throw new RangeError(named === undefined ? "tools is empty" : `no tool is named "${named}"`);

  const once = !parallel || named !== undefined || (wanted === "required" && usable.length === 1);
  const builder = new GrammarBuilder();
  builder.rule("root", () => {
    const body = choice(...usable.map(([index, tool]) => callBody(builder, ofSchema, tool, index)));
    const afterStart = builder.rule("call", () => sequence(body, literal(toolCallEnd)));
    const again = sequence(optional(literal("\n")), literal(toolCallStart), afterStart);
    const calls = sequence(afterStart, once ? nothing : repeat(again, 0, mostCalls - 1));
    return wanted === "auto" ? textThen(builder, calls) : sequence(literal(toolCallStart), calls);
  });
  return builder.build();
}

function callBody(
  builder: GrammarBuilder,
  ofSchema: RulesOfSchema,
  tool: ToolDefinition,
  index: number,
): Expression {
  const space = optional(literal(" "));
  const head = [
    literal(`{"name":`),
    space,
    literal(`${JSON.stringify(tool.name)},`),
    space,
    literal('"arguments":'),
    space,
  ];
  const path = `/tools/${index}/function/parameters`;
  const parameters = tool.parameters ?? { type: "object", properties: {}, additionalProperties: false };
  return sequence(
    ...head,
    builder.include(
      `tool${index}`,
      ofSchema(parameters, { objectOnly: true, path, strict: tool.strict === true, closed: true }),
    ),
    literal("}"),
  );
}

/**
 * Text in which the mark of a call does not occur, then nothing or that mark and `calls`. The rules follow the
 * mark letter by letter, so that there is never more than one way to read an answer.
 */
function textThen(builder: GrammarBuilder, calls: Expression): Expression {
  const mark = [...toolCallStart];
  const first = mark[0]!;

  const seen = (count: number): Expression =>
    builder.shared(`seen:${count}`, "text", () => {
      const next = mark[count]!;
      const options = [nothing, sequence(literal(next), count + 1 === mark.length ? calls : seen(count + 1))];
      if (next !== first) options.push(sequence(literal(first), seen(1)));
      const others = complementChars(unionOf(charsOf(next + first), charSet([[0, 0]])));
      options.push(sequence(chars(others), seen(0)));
      return choice(...options);
    });
  return seen(0);
}
