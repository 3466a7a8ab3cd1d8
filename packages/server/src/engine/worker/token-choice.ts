const buckets = 512;

/** The tokens that may come next, narrowed down step by step without sorting the vocabulary. */
export class TokenChoice {
  readonly #tokens: Int32Array;
  readonly #logits: Float32Array;
  readonly #weights: Float64Array;
  readonly #buckets: Uint16Array;
  #count = 0;
  #highest = -Infinity;
  /** The temperature that the weights are of; 0 when they are of none. */
  #weighedAt = 0;

  constructor(vocabularySize: number) {
    this.#tokens = new Int32Array(vocabularySize);
    this.#logits = new Float32Array(vocabularySize);
    this.#weights = new Float64Array(vocabularySize);
    this.#buckets = new Uint16Array(vocabularySize);
  }

  /** Takes all tokens that are possible; false when none is. */
  begin(logits: Float32Array): boolean {
    let highest = -Infinity;
    let count = 0;
    for (let token = 0; token < logits.length; token++) {
      const logit = logits[token]!;
      if (!(logit > -Infinity)) continue;
      if (logit > highest) highest = logit;
      this.#tokens[count] = token;
      this.#logits[count++] = logit;
    }
    this.#count = count;
    this.#highest = highest;
    this.#weighedAt = 0;
    return count > 0;
  }

  /** The probability of the most probable token among those that are left. */
  highestProbability(): number {
    return 1 / this.#weigh(1);
  }

  keepMostProbable(count: number): void {
    if (count >= this.#count) return;
    this.#weights.fill(1, 0, this.#count);
    this.#weighedAt = 0;
    this.#keepLeading(count);
  }

  /** The smallest set whose probabilities sum to at least the share. */
  keepNucleus(share: number): void {
    this.#keepLeading(share * this.#weigh(1));
  }

  /** Those at least that fraction as probable as the most probable one. */
  keepAbove(fraction: number): void {
    const least = this.#highest + Math.log(fraction);
    this.#keep((place) => this.#logits[place]! >= least);
  }

  /** Draws by the probabilities at a temperature; `random` is from 0 to below 1. */
  draw(temperature: number, random: number): number {
    let rest = random * this.#weigh(temperature);
    let last = 0;
    for (let place = 0; place < this.#count; place++) {
      const weight = this.#weights[place]!;
      if (weight === 0) continue;
      rest -= weight;
      last = place;
      if (rest < 0) break;
    }
    return this.#tokens[last]!;
  }

  /** Gives each its weight beside the most probable one's, which is 1; returns their sum. */
  #weigh(temperature: number): number {
    let sum = 0;
    if (temperature === this.#weighedAt) {
      for (let place = 0; place < this.#count; place++) sum += this.#weights[place]!;
      return sum;
    }
    for (let place = 0; place < this.#count; place++) {
      const weight = Math.exp((this.#logits[place]! - this.#highest) / temperature);
      this.#weights[place] = weight;
      sum += weight;
    }
    this.#weighedAt = temperature;
    return sum;
  }

  /**
   * Keeps the most probable ones until their weights reach the sum. By a histogram over the logits: only the bucket
   * in which the sum is reached has to be sorted.
   */
  #keepLeading(sum: number): void {
    let lowest = this.#highest;
    for (let place = 0; place < this.#count; place++) {
      if (this.#logits[place]! < lowest) lowest = this.#logits[place]!;
    }
    const scale = (buckets - 1) / (this.#highest - lowest || 1);
    const sums = new Float64Array(buckets);
    for (let place = 0; place < this.#count; place++) {
      const bucket = Math.floor((this.#highest - this.#logits[place]!) * scale);
      this.#buckets[place] = bucket;
      sums[bucket]! += this.#weights[place]!;
    }
    let reached = 0;
    let crossing = 0;
    while (crossing < buckets - 1 && reached + sums[crossing]! < sum) reached += sums[crossing++]!;

    const within: number[] = [];
    for (let place = 0; place < this.#count; place++) {
      if (this.#buckets[place] === crossing) within.push(place);
    }
    within.sort((one, other) => this.#logits[other]! - this.#logits[one]! || one - other);
    for (const place of within) {
      if (reached >= sum) this.#buckets[place] = buckets;
      reached += this.#weights[place]!;
    }
    this.#keep((place) => this.#buckets[place]! <= crossing);
  }

  #keep(keeps: (place: number) => boolean): void {
    let count = 0;
    for (let place = 0; place < this.#count; place++) {
      if (!keeps(place)) continue;
      this.#tokens[count] = this.#tokens[place]!;
      this.#weights[count] = this.#weights[place]!;
      this.#logits[count++] = this.#logits[place]!;
    }
    this.#count = count;
  }
}

/** The most probable token, the first of equals; −1 when none is possible. */
export function mostProbable(logits: Float32Array): number {
  let best = -1;
  let highest = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    if (logits[token]! > highest) {
      highest = logits[token]!;
      best = token;
    }
  }
  return best;
}
