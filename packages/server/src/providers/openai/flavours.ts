import type { AnswerParameters } from "../../generation/task.js";

/** Servers that speak the chat completions API, each in its own dialect. */
export const flavourNames = [
  "openrouter",
  "openai",
  "vllm",
  "sglang",
  "llama.cpp",
  "ollama",
  "lmstudio",
  "groq",
  "mistral",
  "deepseek",
  "together",
] as const;

export type FlavourName = (typeof flavourNames)[number];

/** What a server takes, what it calls differently and what it must not be sent. */
export interface Flavour {
  /** Other names of parameters; null: not taken. What is not mentioned is taken by its own name. */
  parameters: Partial<Record<keyof AnswerParameters, string | null>>;
  /** How forms beyond JSON are asked for. */
  forms: "response_format" | "structured_outputs" | "regex_ebnf" | "gbnf" | "none";
  /** How reasoning is asked for. */
  reasoning: "object" | "effort" | "template" | "groq" | "thinking" | "none";
  /** Whether it knows messages of the role `developer`. */
  developer: boolean;
  /** Fields of messages that it refuses. */
  refusesInMessages: readonly string[];
  /** Unknown fields that it takes; undefined: all, strict servers refuse what they don't know. */
  extra: readonly string[] | undefined;
  /** Models whose texts can be continued under `/completions`; true: all. */
  completes: boolean | RegExp;
  /** What makes it continue an assistant's message at the end; undefined: it does not. */
  prefill: { body?: Record<string, unknown>; message?: Record<string, unknown> } | undefined;
}

const reasoningFields = ["reasoning", "reasoning_details"];
const openAiExtra = [
  "audio",
  "metadata",
  "prediction",
  "prompt_cache_key",
  "prompt_cache_retention",
  "safety_identifier",
  "service_tier",
  "store",
  "verbosity",
  "web_search_options",
];

const lenient: Flavour = {
  parameters: { top_a: null },
  forms: "none",
  reasoning: "effort",
  developer: false,
  refusesInMessages: [],
  extra: undefined,
  completes: true,
  prefill: undefined,
};

const continueFinal = { body: { continue_final_message: true, add_generation_prompt: false } };

/** A server that nothing is known about. */
export const unknownFlavour = lenient;

export const flavours: Record<FlavourName, Flavour> = {
  openrouter: {
    ...lenient,
    parameters: {},
    forms: "response_format",
    reasoning: "object",
    developer: true,
    prefill: {},
  },
  openai: {
    ...lenient,
    parameters: {
      max_tokens: "max_completion_tokens",
      top_k: null,
      min_p: null,
      top_a: null,
      repetition_penalty: null,
    },
    developer: true,
    refusesInMessages: [...reasoningFields, "cache_control"],
    extra: openAiExtra,
    completes: /-instruct|^davinci-002|^babbage-002/,
  },
  vllm: { ...lenient, forms: "structured_outputs", reasoning: "template", prefill: continueFinal },
  sglang: {
    ...lenient,
    forms: "regex_ebnf",
    reasoning: "template",
    prefill: { body: { continue_final_message: true } },
  },
  "llama.cpp": {
    ...lenient,
    parameters: { top_a: null, repetition_penalty: "repeat_penalty" },
    forms: "gbnf",
    reasoning: "template",
    prefill: {},
  },
  ollama: {
    ...lenient,
    parameters: {
      top_a: null,
      top_k: null,
      min_p: null,
      repetition_penalty: null,
      logit_bias: null,
      n: null,
      parallel_tool_calls: null,
    },
    prefill: {},
  },
  lmstudio: {
    ...lenient,
    parameters: { top_a: null, min_p: null, repetition_penalty: "repeat_penalty", n: null },
    reasoning: "none",
  },
  groq: {
    ...lenient,
    parameters: {
      max_tokens: "max_completion_tokens",
      top_k: null,
      min_p: null,
      top_a: null,
      repetition_penalty: null,
      logit_bias: null,
      logprobs: null,
      top_logprobs: null,
      n: null,
    },
    reasoning: "groq",
    refusesInMessages: ["reasoning_details", "cache_control"],
    extra: ["service_tier", "metadata", "store"],
    completes: false,
    prefill: {},
  },
  mistral: {
    ...lenient,
    parameters: {
      seed: "random_seed",
      top_k: null,
      min_p: null,
      top_a: null,
      repetition_penalty: null,
      logit_bias: null,
      logprobs: null,
      top_logprobs: null,
    },
    reasoning: "none",
    refusesInMessages: [...reasoningFields, "cache_control", "refusal"],
    extra: ["safe_prompt", "prompt_mode", "prediction"],
    completes: false,
    prefill: { message: { prefix: true } },
  },
  deepseek: {
    ...lenient,
    parameters: {
      seed: null,
      n: null,
      logit_bias: null,
      top_k: null,
      min_p: null,
      top_a: null,
      repetition_penalty: null,
      parallel_tool_calls: null,
    },
    reasoning: "thinking",
    refusesInMessages: reasoningFields,
    completes: false,
  },
  together: { ...lenient, parameters: { top_a: null, parallel_tool_calls: null } },
};
