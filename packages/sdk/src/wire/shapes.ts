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
const usageDetails = shape(`
  reasoningTokens audioTokens imageTokens videoTokens
  acceptedPredictionTokens rejectedPredictionTokens
  cachedTokens cacheWriteTokens
  upstreamInferenceCost upstreamInferencePromptCost upstreamInferenceCompletionsCost
  toolCallsRequested toolCallsExecuted webSearchRequests
`);

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
  `
  allowFallbacks dataCollection requireParameters enforceDistillableText maxPrice
  preferredMaxLatency preferredMinThroughput priceSource
  allowedModels excludedModels analysisModels pinModel costTier costQualityTradeoff minCodingScore

  maxTokens maxCompletionTokens generateSummary jsonSchema includeUsage echoUpstreamBody cacheControl
  stepCount maxCostInDollars maxToolCalls toolName

  maxResults maxTotalResults maxUses maxCharacters maxContentTokens searchContextSize searchPrompt userLocation
  allowedDomains blockedDomains includeDomains excludeDomains excludedDomains

  containerId sleepAfterSeconds forwardTranscript inheritFunctions inheritedFunctionNames
  `,
  {
    environment: () => settings,
    reasoning: () => settings,
    // A tool's own parameters; those of a function or an image model are the caller's.
    parameters: ({ type }) =>
      /^(openrouter:(?!image_)|web_search)/.test(type as string) ? settings : undefined,
  },
);

export const request: Shape = shape(
  `
  frequencyPenalty presencePenalty repetitionPenalty minP topA topK topP logitBias topLogprobs
  maxCompletionTokens maxTokens reasoningEffort imageConfig
  parallelToolCalls toolChoice
  cacheControl promptCacheKey promptCacheOptions serviceTier sessionId
  `,
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
