import type { ApiError } from "./api-error.js";
import type { RateWindow } from "./rate-window.js";
import type { Task } from "./task.js";

/** An attempt that is about to be made. */
export interface Offer {
  model: string;
  /** Slug of the endpoint, such as `alpha/turbo`. */
  endpoint: string;
  /** Somebody else can be asked instead. */
  others: boolean;
  /** What the attempts before it have cost, in US dollars. */
  spent: string;
  /** The most that it can cost and use. Taken from the task: ask only where it matters. */
  most(): Most;
}

export interface Most {
  /** US dollars as a decimal: for the prompt, and for a token of the answer. */
  promptCost: string;
  tokenCost: string;
  promptTokens: number;
  completionTokens: number;
}

/** The attempt may begin. */
export interface Admitted {
  kind: "admitted";
  /** Of the windows that the task counts in, the one nearest to its end; undefined: it counts in none. */
  window?: RateWindow | undefined;
}

export interface Refusal {
  kind: "refused";
  error: ApiError;
  /** It is the model's or the endpoint's room that is used up: another may have some. */
  elsewhere: boolean;
}

/** Lets attempts begin, if there is room for them. */
export interface Gate {
  /** Undefined: it may begin, and nothing counts it. A second attempt at a generation takes the place of the first. */
  admit(task: Task, offer: Offer, signal?: AbortSignal): Promise<Admitted | Refusal> | undefined;
}
