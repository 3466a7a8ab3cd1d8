/** What became of a request. Fields the SDK doesn't know come in camelCase too. */
export type GetGenerationData = {
  /** Id of the generation. */
  id: string;
  /** The provider's own id. Wire: `upstream_id`. */
  upstreamId: string | null;
  /** What the account was charged, in US dollars. Wire: `total_cost`. */
  totalCost: number;
  /** What caching saved, in US dollars. Wire: `cache_discount`. */
  cacheDiscount: number | null;
  /** What the provider charged, in US dollars. Wire: `upstream_inference_cost`. */
  upstreamInferenceCost: number | null;
  /** When it began (ISO 8601). Wire: `created_at`. */
  createdAt: string;
  /** Model that answered. */
  model: string;
  /** The app that asked. Wire: `app_id`. */
  appId: number | null;
  /** Whether it was streamed. */
  streamed: boolean | null;
  /** Whether it was broken off. */
  cancelled: boolean | null;
  /** Provider that answered. Wire: `provider_name`. */
  providerName: string | null;
  /** Milliseconds to the first token. */
  latency: number | null;
  /** Milliseconds of moderation. Wire: `moderation_latency`. */
  moderationLatency: number | null;
  /** Milliseconds of the answer. Wire: `generation_time`. */
  generationTime: number | null;
  /** Why it ended. Wire: `finish_reason`. */
  finishReason: string | null;
  /** Tokens of the prompt, counted alike for all models. Wire: `tokens_prompt`. */
  tokensPrompt: number | null;
  /** Tokens of the answer, counted alike for all models. Wire: `tokens_completion`. */
  tokensCompletion: number | null;
  /** Tokens of the prompt, as the provider counts. Wire: `native_tokens_prompt`. */
  nativeTokensPrompt: number | null;
  /** Tokens of the answer, as the provider counts. Wire: `native_tokens_completion`. */
  nativeTokensCompletion: number | null;
  /** Tokens of images in the answer. Wire: `native_tokens_completion_images`. */
  nativeTokensCompletionImages: number | null;
  /** Tokens of thinking. Wire: `native_tokens_reasoning`. */
  nativeTokensReasoning: number | null;
  /** Tokens read from the cache. Wire: `native_tokens_cached`. */
  nativeTokensCached: number | null;
  /** Media in the prompt. Wire: `num_media_prompt`. */
  numMediaPrompt: number | null;
  /** Sounds in the prompt. Wire: `num_input_audio_prompt`. */
  numInputAudioPrompt: number | null;
  /** Media in the answer. Wire: `num_media_completion`. */
  numMediaCompletion: number | null;
  /** Results of web searches. Wire: `num_search_results`. */
  numSearchResults: number | null;
  /** URL of the app that asked. */
  origin: string;
  /** What the account was charged, in US dollars. */
  usage: number;
  /** Whether the account's own key at the provider was used. Wire: `is_byok`. */
  isByok: boolean;
  /** The provider's own word for why it ended. Wire: `native_finish_reason`. */
  nativeFinishReason: string | null;
  /** The request's `user`. Wire: `external_user`. */
  externalUser: string | null;
  /** Kind of API: `"completions"` or `"embeddings"`. Wire: `api_type`. */
  apiType: string | null;
};

/** What an account has bought and spent, in US dollars. */
export type GetCreditsData = {
  /** All that was bought. Wire: `total_credits`. */
  totalCredits: number;
  /** All that was spent. Wire: `total_usage`. */
  totalUsage: number;
};

/** What a key may spend and has spent. Amounts are US dollars. */
export type GetCurrentKeyData = {
  /** Its name, for people. */
  label: string;
  /** What it may spend; `null`: no limit. */
  limit: number | null;
  /** What is left of it. Wire: `limit_remaining`. */
  limitRemaining: number | null;
  /** When the limit begins anew, e.g. `"monthly"`. Wire: `limit_reset`. */
  limitReset: string | null;
  /** Whether what own keys at providers spend counts. Wire: `include_byok_in_limit`. */
  includeByokInLimit: boolean;
  /** What it has spent. */
  usage: number;
  /** Of it today (UTC). Wire: `usage_daily`. */
  usageDaily: number;
  /** Of it this week (from Monday, UTC). Wire: `usage_weekly`. */
  usageWeekly: number;
  /** Of it this month (UTC). Wire: `usage_monthly`. */
  usageMonthly: number;
  /** What it has spent by own keys at providers. Wire: `byok_usage`. */
  byokUsage: number;
  /** Of it today (UTC). Wire: `byok_usage_daily`. */
  byokUsageDaily: number;
  /** Of it this week (from Monday, UTC). Wire: `byok_usage_weekly`. */
  byokUsageWeekly: number;
  /** Of it this month (UTC). Wire: `byok_usage_monthly`. */
  byokUsageMonthly: number;
  /** Whether it belongs to an account that has bought nothing. Wire: `is_free_tier`. */
  isFreeTier: boolean;
  /** Whether it manages other keys. Wire: `is_provisioning_key`. */
  isProvisioningKey: boolean;
  /** When it ends to be valid; `null`: never. Wire: `expires_at`. */
  expiresAt?: Date | null | undefined;
  /**
   * Requests in an interval.
   * @deprecated The API always says −1. Wire: `rate_limit`.
   */
  rateLimit: {
    /** How many. */
    requests: number;
    /** In which time. */
    interval: string;
    /** What to know of it. */
    note: string;
  };
};

/** A provider of models. */
export type ListProvidersData = {
  /** Its name, for people. */
  name: string;
  /** What a request's `provider` names it by. */
  slug: string;
  /** URL of its privacy policy. Wire: `privacy_policy_url`. */
  privacyPolicyUrl: string | null;
  /** URL of its terms. Wire: `terms_of_service_url`. */
  termsOfServiceUrl?: string | null | undefined;
  /** URL of the page that tells how it is. Wire: `status_page_url`. */
  statusPageUrl?: string | null | undefined;
};
