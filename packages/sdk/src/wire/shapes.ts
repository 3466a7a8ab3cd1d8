import { type Shape, shape } from "./shape.js";

const contentPart = shape("cacheControl promptCacheBreakpoint imageUrl inputAudio videoUrl", {
  file: shape("fileData fileId"),
});

/** Messages of requests and answers, and the deltas of a stream. */
const message = shape("toolCalls toolCallId reasoningDetails", {
  content: contentPart,
  images: shape("imageUrl"),
  audio: shape("expiresAt"),
});

const logprob = shape("topLogprobs");

const tokenDetails = shape(
  "reasoningTokens audioTokens imageTokens videoTokens acceptedPredictionTokens rejectedPredictionTokens cachedTokens cacheWriteTokens",
);

/** Whole answers, chunks and the bodies of errors. */
export const response: Shape = shape("systemFingerprint serviceTier userId", {
  choices: shape("finishReason nativeFinishReason", {
    delta: message,
    message,
    logprobs: shape("", { content: logprob, refusal: logprob }),
  }),
  usage: shape("completionTokens promptTokens totalTokens isByok", {
    completionTokensDetails: tokenDetails,
    promptTokensDetails: tokenDetails,
    costDetails: shape("upstreamInferenceCost upstreamInferencePromptCost upstreamInferenceCompletionsCost"),
    serverToolUseDetails: shape("toolCallsRequested toolCallsExecuted webSearchRequests"),
  }),
  openrouterMetadata: shape("isByok", {
    params: shape("qualityFloor throughputFloor versionGroup"),
    pipeline: shape("costUsd guardrailId guardrailScope"),
  }),
});

const reasoning = shape("maxTokens generateSummary");

/** The settings of plugins and server tools have one vocabulary. */
const settings = shape(
  "allowedDomains blockedDomains includeDomains excludeDomains excludedDomains allowedModels excludedModels analysisModels maxContentTokens maxCompletionTokens maxToolCalls maxCharacters maxResults maxTotalResults maxUses maxPrice searchContextSize searchPrompt userLocation cacheControl costQualityTradeoff costTier pinModel minCodingScore priceSource forwardTranscript inheritFunctions inheritedFunctionNames sleepAfterSeconds",
  {
    environment: shape("containerId"),
    reasoning,
    // A tool's own parameters; those of a function or an image model are the caller's.
    parameters: ({ type }) =>
      /^(openrouter:(?!image_)|web_search)/.test(type as string) ? settings : undefined,
  },
);

export const request: Shape = shape(
  "cacheControl frequencyPenalty imageConfig logitBias maxCompletionTokens maxTokens minP parallelToolCalls presencePenalty promptCacheKey promptCacheOptions reasoningEffort repetitionPenalty serviceTier sessionId toolChoice topA topK topLogprobs topP",
  {
    messages: message,
    debug: shape("echoUpstreamBody"),
    plugins: settings,
    provider: shape(
      "allowFallbacks dataCollection enforceDistillableText maxPrice preferredMaxLatency preferredMinThroughput requireParameters",
    ),
    reasoning,
    responseFormat: shape("jsonSchema"),
    stopServerToolsWhen: shape("stepCount toolName maxTokens maxCostInDollars"),
    streamOptions: shape("includeUsage"),
    tools: settings,
    trace: shape("generationName parentSpanId spanName traceId traceName"),
  },
);
