import type { ChatGenerationParams } from "@openrouter/sdk/models";
import { type ParameterRange, parameterRanges } from "@openrouter/server/parameters";

/** The request without its model and messages. An absent key is not sent: the server's default applies. */
export type Parameters = Omit<ChatGenerationParams, "messages" | "model">;
export type ParameterName = keyof Parameters & string;

interface Described {
  name: ParameterName;
  label: string;
  /** What it does, in a sentence or two. */
  help: string;
  /** What applies while it is not set. */
  fallback: string;
}

export interface NumberParameter extends Described, ParameterRange {
  kind: "number";
  step: number;
  /** Where the slider rests while nothing is set; parameters without it have no slider. */
  rest?: number;
}

export interface SwitchParameter extends Described {
  kind: "switch";
  /** What applies while it is not set. */
  rest: boolean;
}

export interface TextParameter extends Described {
  kind: "text";
  placeholder: string;
}

/** Parameters with a field of their own. */
export interface OwnParameter extends Described {
  kind:
    | "stop"
    | "logitBias"
    | "metadata"
    | "reasoning"
    | "responseFormat"
    | "streamOptions"
    | "toolChoice"
    | "tools";
}

export type Parameter = NumberParameter | SwitchParameter | TextParameter | OwnParameter;

export interface ParameterGroup {
  title: string;
  parameters: Parameter[];
}

const none = "not set";

export const parameterGroups: ParameterGroup[] = [
  {
    title: "Sampling",
    parameters: [
      {
        kind: "number",
        name: "temperature",
        label: "Temperature",
        help: "How adventurous the choice of words is. 0 always takes the likeliest; high values surprise.",
        fallback: "1",
        ...parameterRanges.temperature,
        step: 0.05,
        rest: 1,
      },
      {
        kind: "number",
        name: "topP",
        label: "Top P",
        help: "Considers only the likeliest tokens that together reach this probability.",
        fallback: "1",
        ...parameterRanges.top_p,
        step: 0.01,
        rest: 1,
      },
      {
        kind: "number",
        name: "topK",
        label: "Top K",
        help: "Considers only this many of the likeliest tokens. 0 considers all.",
        fallback: "0",
        ...parameterRanges.top_k,
        step: 1,
      },
      {
        kind: "number",
        name: "minP",
        label: "Min P",
        help: "Drops tokens less likely than this share of the likeliest one.",
        fallback: "0",
        ...parameterRanges.min_p,
        step: 0.01,
        rest: 0,
      },
      {
        kind: "number",
        name: "topA",
        label: "Top A",
        help: "Drops tokens less likely than this times the square of the highest probability.",
        fallback: "0",
        ...parameterRanges.top_a,
        step: 0.01,
        rest: 0,
      },
      {
        kind: "number",
        name: "seed",
        label: "Seed",
        help: "The same seed and the same request give the same answer, where the model can promise that.",
        fallback: "random",
        ...parameterRanges.seed,
        step: 1,
      },
    ],
  },
  {
    title: "Repetition",
    parameters: [
      {
        kind: "number",
        name: "frequencyPenalty",
        label: "Frequency penalty",
        help: "Discourages a token more each time it has been used. Negative values encourage it.",
        fallback: "0",
        ...parameterRanges.frequency_penalty,
        step: 0.1,
        rest: 0,
      },
      {
        kind: "number",
        name: "presencePenalty",
        label: "Presence penalty",
        help: "Discourages tokens that have been used at all, whatever the number of times.",
        fallback: "0",
        ...parameterRanges.presence_penalty,
        step: 0.1,
        rest: 0,
      },
      {
        kind: "number",
        name: "repetitionPenalty",
        label: "Repetition penalty",
        help: "Weakens tokens that have been used by this factor. 1 changes nothing.",
        fallback: "1",
        ...parameterRanges.repetition_penalty,
        step: 0.01,
        rest: 1,
      },
      {
        kind: "logitBias",
        name: "logitBias",
        label: "Logit bias",
        help: "Makes tokens, by their id, likelier (up to 100: always) or less likely (down to −100: never).",
        fallback: none,
      },
    ],
  },
  {
    title: "Length",
    parameters: [
      {
        kind: "number",
        name: "maxTokens",
        label: "Max tokens",
        help: "The answer ends after this many tokens.",
        fallback: "what the context leaves",
        ...parameterRanges.max_tokens,
        step: 1,
      },
      {
        kind: "number",
        name: "maxCompletionTokens",
        label: "Max completion tokens",
        help: "The newer name of the same limit; reasoning counts too. Where both are set, the smaller counts.",
        fallback: "what the context leaves",
        ...parameterRanges.max_completion_tokens,
        step: 1,
      },
      {
        kind: "stop",
        name: "stop",
        label: "Stop sequences",
        help: "The answer ends before any of these texts, at most four. Write \\n for a line break.",
        fallback: none,
      },
    ],
  },
  {
    title: "Shape of the answer",
    parameters: [
      {
        kind: "responseFormat",
        name: "responseFormat",
        label: "Response format",
        help: "Free text, or an answer that must match JSON, a JSON schema, a grammar, or Python.",
        fallback: "free text",
      },
      {
        kind: "reasoning",
        name: "reasoning",
        label: "Reasoning",
        help: "How much a model that can think first should do so, and how its thoughts are summed up.",
        fallback: "the model's own",
      },
    ],
  },
  {
    title: "Probabilities",
    parameters: [
      {
        kind: "switch",
        name: "logprobs",
        label: "Log probabilities",
        help: "Returns the probability of each token. See them with “Probabilities” under an answer.",
        fallback: "off",
        rest: false,
      },
      {
        kind: "number",
        name: "topLogprobs",
        label: "Alternatives",
        help: "How many of the likeliest alternatives come with each token. Needs log probabilities.",
        fallback: "0",
        ...parameterRanges.top_logprobs,
        step: 1,
        rest: 0,
      },
    ],
  },
  {
    title: "Delivery",
    parameters: [
      {
        kind: "switch",
        name: "stream",
        label: "Stream",
        help: "Shows the answer while it is written. Off: it arrives in one piece.",
        fallback: "on, in this page",
        rest: true,
      },
      {
        kind: "streamOptions",
        name: "streamOptions",
        label: "Usage in the stream",
        help: "Asks for the number of tokens at the end of the stream.",
        fallback: "the server's choice",
      },
      {
        kind: "text",
        name: "user",
        label: "User",
        help: "A name for the end user, so that a provider can tell users apart.",
        fallback: none,
        placeholder: "user-1234",
      },
      {
        kind: "metadata",
        name: "metadata",
        label: "Metadata",
        help: "Notes that are kept with the request; the model does not see them.",
        fallback: none,
      },
    ],
  },
];

export const toolParameters: Parameter[] = [
  {
    kind: "tools",
    name: "tools",
    label: "Tools",
    help: "Functions the model may ask you to run. You give the result, and it goes on from there.",
    fallback: "none",
  },
  {
    kind: "toolChoice",
    name: "toolChoice",
    label: "Tool choice",
    help: "Whether the model may, must or must not call a tool, or which one it must call.",
    fallback: "auto",
  },
  {
    kind: "switch",
    name: "parallelToolCalls",
    label: "Parallel calls",
    help: "Lets the model call several tools at once.",
    fallback: "on",
    rest: true,
  },
];

/** A copy with the parameter set, or without it when the value is `undefined`. */
export function withParameter<N extends ParameterName>(
  parameters: Parameters,
  name: N,
  value: Parameters[N] | undefined,
): Parameters {
  const { [name]: _, ...rest } = parameters;
  return (value === undefined ? rest : { ...rest, [name]: value }) as Parameters;
}

/** A model's defaults as `GET /models` lists them. */
export type ModelDefaults = Readonly<Record<string, number | null>>;

/** The parameter with the model's default, where the model has one of its own. */
export function withModelDefault(parameter: Parameter, defaults: ModelDefaults): Parameter {
  const value = defaults[parameter.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
  if (parameter.kind !== "number" || typeof value !== "number") return parameter;
  return { ...parameter, fallback: `${value}`, ...(parameter.rest !== undefined && { rest: value }) };
}

export const countSet = (parameters: Parameters): number => Object.keys(parameters).length;

/** What is wrong with a number for this parameter; `undefined` when nothing is. */
export function numberProblem(parameter: NumberParameter, value: number): string | undefined {
  const { min, max, integer } = parameter;
  if (!Number.isFinite(value)) return "Enter a number.";
  if (integer && !Number.isInteger(value)) return "Enter a whole number.";
  return value < min || value > max ? `Between ${min} and ${max}.` : undefined;
}
