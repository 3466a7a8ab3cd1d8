import { type Shape, shape } from "./shape.js";

const contentPart = shape("cache_control prompt_cache_breakpoint image_url input_audio video_url", {
  file: shape("file_data file_id"),
});

/** Messages of requests and answers, and the deltas of a stream. */
const message = shape("tool_calls tool_call_id reasoning_details", {
  content: contentPart,
  images: shape("image_url"),
  audio: shape("expires_at"),
});

const logprob = shape("top_logprobs");

const tokenDetails = shape(
  "reasoning_tokens audio_tokens image_tokens video_tokens accepted_prediction_tokens rejected_prediction_tokens cached_tokens cache_write_tokens",
);

/** Whole answers and chunks. */
export const response: Shape = shape("system_fingerprint service_tier", {
  choices: shape("finish_reason native_finish_reason", {
    delta: message,
    message,
    logprobs: shape("", { content: logprob, refusal: logprob }),
  }),
  usage: shape("completion_tokens prompt_tokens total_tokens is_byok", {
    completion_tokens_details: tokenDetails,
    prompt_tokens_details: tokenDetails,
    cost_details: shape(
      "upstream_inference_cost upstream_inference_prompt_cost upstream_inference_completions_cost",
    ),
    server_tool_use_details: shape("tool_calls_requested tool_calls_executed web_search_requests"),
  }),
  openrouter_metadata: shape("is_byok", {
    params: shape("quality_floor throughput_floor version_group"),
    pipeline: shape("cost_usd guardrail_id guardrail_scope"),
  }),
});

export const errorBody: Shape = shape("user_id openrouter_metadata");

const reasoning = shape("max_tokens generate_summary");

/** The settings of plugins and server tools have one vocabulary. */
const settings = shape(
  "allowed_domains blocked_domains include_domains exclude_domains excluded_domains allowed_models excluded_models analysis_models max_content_tokens max_completion_tokens max_tool_calls max_characters max_results max_total_results max_uses max_price search_context_size search_prompt user_location cache_control cost_quality_tradeoff cost_tier pin_model min_coding_score price_source forward_transcript inherit_functions inherited_function_names sleep_after_seconds",
  {
    environment: shape("container_id"),
    reasoning,
    // A tool's own parameters; those of a function or an image model are the caller's.
    parameters: ({ type }) =>
      /^(openrouter:(?!image_)|web_search)/.test(type as string) ? settings : undefined,
  },
);

export const request: Shape = shape(
  "cache_control frequency_penalty image_config logit_bias max_completion_tokens max_tokens min_p parallel_tool_calls presence_penalty prompt_cache_key prompt_cache_options reasoning_effort repetition_penalty service_tier session_id tool_choice top_a top_k top_logprobs top_p",
  {
    messages: message,
    debug: shape("echo_upstream_body"),
    plugins: settings,
    provider: shape(
      "allow_fallbacks data_collection enforce_distillable_text max_price preferred_max_latency preferred_min_throughput require_parameters",
    ),
    reasoning,
    response_format: shape("json_schema"),
    stop_server_tools_when: shape("step_count tool_name max_tokens max_cost_in_dollars"),
    stream_options: shape("include_usage"),
    tools: settings,
    trace: shape("generation_name parent_span_id span_name trace_id trace_name"),
  },
);
