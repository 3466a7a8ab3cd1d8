import { addDecimals } from "../generation/decimal.js";
import { noUsage, type Usage } from "../generation/event.js";
import type { Attempt } from "./attempt.js";

/** What all tries at one answer have used together, at any moment. */
export class UsageTotal implements Usage {
  readonly #attempts: Attempt[] = [];

  add(attempt: Attempt): void {
    this.#attempts.push(attempt);
  }

  get promptTokens(): number {
    return this.#sum((usage) => usage.promptTokens);
  }
  get cachedTokens(): number {
    return this.#sum((usage) => usage.cachedTokens);
  }
  get completionTokens(): number {
    return this.#sum((usage) => usage.completionTokens);
  }
  get reasoningTokens(): number {
    return this.#sum((usage) => usage.reasoningTokens);
  }
  get cacheWriteTokens(): number | undefined {
    const written = this.#usages.some((usage) => usage.cacheWriteTokens !== undefined);
    return written ? this.#sum((usage) => usage.cacheWriteTokens ?? 0) : undefined;
  }
  get cost(): string {
    return this.#attempts.map(({ cost }) => cost.total).reduce(addDecimals, "0");
  }
  get promptCost(): string {
    return this.#attempts.map(({ cost }) => cost.prompt).reduce(addDecimals, "0");
  }
  get completionCost(): string {
    return this.#attempts.map(({ cost }) => cost.completion).reduce(addDecimals, "0");
  }
  get upstreamCost(): string | undefined {
    const told = this.#usages.flatMap((usage) => usage.upstreamCost ?? []);
    return told.length > 0 ? told.reduce(addDecimals) : undefined;
  }
  get estimated(): boolean | undefined {
    return this.#usages.some((usage) => usage.estimated) || undefined;
  }
  get extra(): Record<string, unknown> | undefined {
    return this.#attempts.length === 1 ? this.#usages[0]!.extra : undefined;
  }

  get #usages(): Readonly<Usage>[] {
    return this.#attempts.map(({ usage }) => usage ?? noUsage());
  }

  #sum(of: (usage: Readonly<Usage>) => number): number {
    return this.#usages.reduce((sum, usage) => sum + of(usage), 0);
  }
}
