import { type Shape, shape } from "./shape.js";

const contentPart = shape("cacheControl promptCacheBreakpoint imageUrl inputAudio videoUrl", {
  file: shape("fileData fileId"),
});

/** Messages of requests and answers, and the deltas of a stream. */
const message = shape("toolCalls toolCallId reasoningDetails", {
  content: contentPart,
  images: contentPart,
  audio: shape("expiresAt"),
});

const logprob = shape("topLogprobs");

/** The details of usage have one vocabulary. */
const usageDetails = shape(
  "reasoningTokens audioTokens imageTokens videoTokens acceptedPredictionTokens rejectedPredictionTokens cachedTokens cacheWriteTokens upstreamInferenceCost upstreamInferencePromptCost upstreamInferenceCompletionsCost toolCallsRequested toolCallsExecuted webSearchRequests",
);

const routing = shape("qualityFloor throughputFloor versionGroup costUsd guardrailId guardrailScope");

/** Whole answers, chunks and the bodies of errors. */
export const response: Shape = shape("systemFingerprint serviceTier userId", {
  choices: shape("finishReason nativeFinishReason", {
    delta: message,
    message,
    logprobs: shape("", { content: logprob, refusal: logprob }),
  }),
  usage: shape("completionTokens promptTokens totalTokens isByok", {
    completionTokensDetails: usageDetails,
    promptTokensDetails: usageDetails,
    costDetails: usageDetails,
    serverToolUseDetails: usageDetails,
  }),
  openrouterMetadata: shape("isByok", { params: routing, pipeline: routing }),
});

/** The settings of a request, of its plugins and of server tools have one vocabulary. */
const settings = shape(
  "allowFallbacks allowedDomains allowedModels analysisModels blockedDomains cacheControl containerId costQualityTradeoff costTier dataCollection echoUpstreamBody enforceDistillableText excludeDomains excludedDomains excludedModels forwardTranscript generateSummary includeDomains includeUsage inheritFunctions inheritedFunctionNames jsonSchema maxCharacters maxCompletionTokens maxContentTokens maxCostInDollars maxPrice maxResults maxTokens maxToolCalls maxTotalResults maxUses minCodingScore pinModel preferredMaxLatency preferredMinThroughput priceSource requireParameters searchContextSize searchPrompt sleepAfterSeconds stepCount toolName userLocation",
  {
    environment: () => settings,
    reasoning: () => settings,
    // A tool's own parameters; those of a function or an image model are the caller's.
    parameters: ({ type }) =>
      /^(openrouter:(?!image_)|web_search)/.test(type as string) ? settings : undefined,
  },
);

export const request: Shape = shape(
  "cacheControl frequencyPenalty imageConfig logitBias maxCompletionTokens maxTokens minP parallelToolCalls presencePenalty promptCacheKey promptCacheOptions reasoningEffort repetitionPenalty serviceTier sessionId toolChoice topA topK topLogprobs topP",
  {
    messages: message,
    debug: settings,
    plugins: settings,
    provider: settings,
    reasoning: settings,
    responseFormat: settings,
    stopServerToolsWhen: settings,
    streamOptions: settings,
    tools: settings,
    trace: shape("generationName parentSpanId spanName traceId traceName"),
  },
);
