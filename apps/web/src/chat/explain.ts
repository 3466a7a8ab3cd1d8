import {
  ChatStreamError,
  ConnectionError,
  OpenRouterError,
  RequestTimeoutError,
  SDKValidationError,
  StreamTruncatedError,
} from "@openrouter/sdk/models/errors";

/** What the user can do about an error besides trying again. */
export type Remedy = "settings" | "models" | "new" | "parameters";

export interface Explanation {
  title: string;
  advice: string;
  /** The server's own words, where they say more. */
  detail?: string;
  remedy?: Remedy;
  /** Whether the same request may succeed later. */
  canRetry: boolean;
  /** Milliseconds to wait, where the server said so. */
  waitMs?: number;
}

/** A failure of another time: what the page said of it then. */
export class KeptError extends Error {
  override readonly name = "KeptError";
  readonly explanation: Explanation;

  constructor(explanation: Explanation) {
    super(explanation.title);
    this.explanation = explanation;
  }
}

/** Says in plain words what went wrong and what to do. */
export function explain(error: Error, baseURL: string): Explanation {
  if (error instanceof KeptError) return error.explanation;
  if (error instanceof OpenRouterError) {
    const { code, metadata, type } = error.error;
    const { error_type, provider_code } = (metadata ?? {}) as Record<string, unknown>;
    const known = byStatus(error.statusCode || Number(code), [error_type, type, provider_code, code]);
    const detail = error.upstreamMessage ?? error.error.message;
    return { ...known, detail, ...(error.retryAfterMs !== undefined && { waitMs: error.retryAfterMs }) };
  }
  if (error instanceof ChatStreamError)
    return {
      title: "The answer broke off",
      advice: "The server reported an error while it was writing. What had arrived is kept.",
      detail: error.message,
      canRetry: true,
    };
  if (error instanceof StreamTruncatedError)
    return {
      title: "The connection was cut",
      advice: "The answer ended before its end. What had arrived is kept; try again for a whole one.",
      canRetry: true,
    };
  if (error instanceof RequestTimeoutError)
    return {
      title: "The server took too long",
      advice: "It may be busy. Try again in a moment.",
      canRetry: true,
    };
  if (error instanceof ConnectionError)
    return {
      title: "The server can't be reached",
      advice: `Nothing answers at ${baseURL}. Check that the server runs (npm start), that the address in the settings is right, and that it allows requests from this page.`,
      remedy: "settings",
      canRetry: true,
    };
  if (error instanceof SDKValidationError)
    return {
      title: "The request is not complete",
      advice: "One of the parameters has a value that can't be sent.",
      detail: error.message,
      remedy: "parameters",
      canRetry: true,
    };
  return { title: "The answer broke off", advice: "Try again.", detail: error.message, canRetry: true };
}

const tooLong: unknown[] = ["context_length_exceeded", "token_limit_exceeded"];

function byStatus(status: number, kinds: unknown[]): Omit<Explanation, "detail"> {
  if (kinds.some((kind) => tooLong.includes(kind)))
    return {
      title: "The conversation is too long for this model",
      advice:
        "Start a new conversation, edit an earlier message to go on from there, or choose a model with a longer context.",
      remedy: "new",
      canRetry: false,
    };
  switch (status) {
    case 400:
    case 422:
      return {
        title: "The server did not accept the request",
        advice: "Change or reset the parameter it names, and try again.",
        remedy: "parameters",
        canRetry: true,
      };
    case 401:
      return {
        title: "A key is needed",
        advice:
          "The server did not accept the API key. Enter a valid one in the settings; it stays in this browser.",
        remedy: "settings",
        canRetry: true,
      };
    case 402:
      return {
        title: "The account has no credit left",
        advice: "Add credit with the provider, or choose another model.",
        remedy: "models",
        canRetry: true,
      };
    case 403:
      return {
        title: "This is not allowed",
        advice: "The key may not use this model, or the provider refused the content.",
        remedy: "models",
        canRetry: true,
      };
    case 404:
      return {
        title: "The server doesn't have this model",
        advice: "Choose one of the models it lists, or check the address in the settings.",
        remedy: "models",
        canRetry: true,
      };
    case 413:
      return {
        title: "The conversation is too large to send",
        advice: "Start a new one, or shorten it.",
        remedy: "new",
        canRetry: false,
      };
    case 429:
      return {
        title: "Too many requests at once",
        advice: "The queue is full. Wait a moment, then try again.",
        canRetry: true,
      };
    case 503:
    case 529:
      return { title: "The server is busy", advice: "Wait a moment, then try again.", canRetry: true };
    case 408:
    case 504:
    case 524:
      return {
        title: "The server took too long",
        advice: "Try again, with a lower Max tokens if it happens again.",
        canRetry: true,
      };
    default:
      return {
        title: status >= 500 ? "The server failed" : "The request failed",
        advice: "Try again. If it happens again, the server's log says more.",
        canRetry: true,
      };
  }
}
