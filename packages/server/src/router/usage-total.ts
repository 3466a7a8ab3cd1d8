import { addDecimals } from "../generation/decimal.js";
import type { Usage } from "../generation/event.js";
import type { Endpoint } from "./endpoint.js";
import { chargeFor } from "./price.js";

interface Part {
  usage: Readonly<Usage>;
  endpoint: Endpoint;
}

/** What all tries at one answer have used together, at any moment. */
export class UsageTotal implements Usage {
  readonly #parts: Part[] = [];

  add(endpoint: Endpoint, usage: Readonly<Usage>): void {
    this.#parts.push({ endpoint, usage });
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
    const written = this.#parts.some(({ usage }) => usage.cacheWriteTokens !== undefined);
    return written ? this.#sum((usage) => usage.cacheWriteTokens ?? 0) : undefined;
  }
  get cost(): string {
    return this.#parts.map(({ usage, endpoint }) => chargeFor(usage, endpoint)).reduce(addDecimals, "0");
  }
  get upstreamCost(): string | undefined {
    const told = this.#parts.flatMap(({ usage }) => usage.upstreamCost ?? []);
    return told.length > 0 ? told.reduce(addDecimals) : undefined;
  }
  get estimated(): boolean | undefined {
    return this.#parts.some(({ usage }) => usage.estimated) || undefined;
  }
  get extra(): Record<string, unknown> | undefined {
    return this.#parts.length === 1 ? this.#parts[0]!.usage.extra : undefined;
  }

  #sum(of: (usage: Readonly<Usage>) => number): number {
    let sum = 0;
    for (const { usage } of this.#parts) sum += of(usage);
    return sum;
  }
}
