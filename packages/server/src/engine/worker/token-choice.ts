import { mostProbablePlaces } from "./most-probable.js";

/** Buckets of a histogram over what logits lack of the highest, in so many parts of a unit. */
const parts = 64;
/** What is 64 units less probable than the most probable token is never drawn: no sum of such tokens reaches a bit. */
const buckets = 64 * parts;

/** exp(−bucket / parts) */
const weightOfBucket = Float64Array.from({ length: buckets }, (_, bucket) => Math.exp(-bucket / parts));

/**
 * The tokens that may come next, narrowed down step by step without sorting or copying the vocabulary: those that are
 * left are told by the least of them.
 */
export class TokenChoice {
  readonly #places: Int32Array;
  readonly #placeLogits: Float32Array;
  readonly #found: Int32Array;
  /** Undefined: the token at each place of the logits is the place itself. */
  #tokens: Int32Array | undefined;
  #logits: Float32Array = new Float32Array();
  #highest = -Infinity;
  /** A logit above this is left; one that equals it is left up to that place. */
  #least = -Infinity;
  #lastEqual = 0;
  /** The weights beside the most probable token's, which is 1, by bucket. */
  readonly #sums = new Float64Array(buckets);
  readonly #otherSums = new Float64Array(buckets);
  #sum = 0;
  /** The temperature that the sums are of; 0 when they are of none. */
  #weighedAt = 0;

  constructor(vocabularySize: number) {
    this.#places = new Int32Array(vocabularySize);
    this.#placeLogits = new Float32Array(vocabularySize);
    this.#found = new Int32Array(vocabularySize);
  }

  /** Takes all tokens that are possible; false when none is. The logits must stay as they are until one is drawn. */
  begin(logits: Float32Array): boolean {
    let highest = -Infinity;
    for (let place = 0; place < logits.length; place++)
      if (logits[place]! > highest) highest = logits[place]!;
    this.#logits = logits;
    this.#tokens = undefined;
    this.#highest = highest;
    this.#leave(-Infinity, 0);
    return highest > -Infinity;
  }

  /** The probability of the most probable token among those that are left. */
  highestProbability(): number {
    this.#weigh(1);
    return 1 / this.#sum;
  }

  /** Only before those that are left were narrowed down otherwise. */
  keepMostProbable(count: number): void {
    if (count >= this.#logits.length) return;
    const kept = mostProbablePlaces(this.#logits, count, this.#places);
    for (let place = 0; place < kept; place++) this.#placeLogits[place] = this.#logits[this.#places[place]!]!;
    this.#tokens = this.#places.subarray(0, kept);
    this.#logits = this.#placeLogits.subarray(0, kept);
    this.#weighedAt = 0;
  }

  /** The smallest set whose probabilities sum to at least the share. */
  keepNucleus(share: number): void {
    this.#weigh(1);
    const sums = this.#sums;
    const wanted = share * this.#sum;
    let reached = 0;
    let crossing = 0;
    while (crossing < buckets - 1 && reached + sums[crossing]! < wanted) reached += sums[crossing++]!;
    const within = this.#placesIn(crossing, parts);
    if (within.length === 0) return;
    const { last, sum } = this.#lastWanted(within, wanted - reached);
    this.#leave(this.#logits[last]!, last);
    sums[crossing] = sum;
    sums.fill(0, crossing + 1);
    this.#sum = reached + sum;
    this.#weighedAt = 1;
  }

  /** Those at least that fraction as probable as the most probable one. */
  keepAbove(fraction: number): void {
    const least = this.#highest + Math.log(fraction);
    if (least > this.#least) this.#leave(least, this.#logits.length);
  }

  /** Draws by the probabilities at a temperature; `random` is from 0 to below 1. */
  draw(temperature: number, random: number): number {
    this.#weigh(temperature);
    const scale = parts / temperature;
    let rest = random * this.#sum;
    let bucket = 0;
    let filled = 0;
    for (; bucket < buckets; bucket++) {
      const sum = this.#sums[bucket]!;
      if (sum === 0) continue;
      filled = bucket;
      if (rest < sum) break;
      rest -= sum;
    }
    let drawn = 0;
    for (const place of this.#placesIn(filled, scale)) {
      drawn = place;
      rest -= this.#weightAt(place, scale);
      if (rest < 0) break;
    }
    return this.#tokens ? this.#tokens[drawn]! : drawn;
  }

  #leave(least: number, lastEqual: number): void {
    this.#least = least;
    this.#lastEqual = lastEqual;
    this.#weighedAt = 0;
  }

  #weigh(temperature: number): void {
    if (temperature === this.#weighedAt) return;
    const [logits, sums, others] = [this.#logits, this.#sums.fill(0), this.#otherSums.fill(0)];
    const [highest, least, lastEqual] = [this.#highest, this.#least, this.#lastEqual];
    const scale = parts / temperature;
    // By turns into two: to add to what was just added to makes the processor wait.
    for (let place = 0; place < logits.length; place++) {
      const logit = logits[place]!;
      if (logit <= least && (logit < least || place > lastEqual)) continue;
      const lack = (highest - logit) * scale;
      // Neither what is banned nor what is no number.
      if (!(lack < buckets)) continue;
      const bucket = lack | 0;
      const part = (lack - bucket) * (1 / parts);
      const share = 1 - part * (1 - part * (1 / 2 - part * (1 / 6)));
      if ((place & 1) === 0) sums[bucket]! += share;
      else others[bucket]! += share;
    }
    let sum = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      sums[bucket] = (sums[bucket]! + others[bucket]!) * weightOfBucket[bucket]!;
      sum += sums[bucket]!;
    }
    this.#sum = sum;
    this.#weighedAt = temperature;
  }

  /** Of the places, from the most probable one on, the one with which the wanted weight is reached. */
  #lastWanted(places: Int32Array, wanted: number): { last: number; sum: number } {
    const logits = this.#logits;
    let sum = 0;
    let rest = places;
    // As quicksort does, but only the part is gone on with in which the sum is reached.
    while (rest.length > 1) {
      const pivot = rest[rest.length >> 1]!;
      const logit = logits[pivot]!;
      let before = 0;
      let weight = 0;
      for (let at = 0; at < rest.length; at++) {
        const place = rest[at]!;
        const other = logits[place]!;
        if (other < logit || (other === logit && place > pivot)) continue;
        rest[at] = rest[before]!;
        rest[before++] = place;
        weight += this.#weightAt(place, parts);
      }
      if (before === rest.length) {
        // The pivot is the last one: all before it, or else it.
        const own = this.#weightAt(pivot, parts);
        if (sum + weight - own < wanted) return { last: pivot, sum: sum + weight };
        rest = rest.subarray(0, before).filter((place) => place !== pivot);
      } else if (sum + weight >= wanted) rest = rest.subarray(0, before);
      else {
        sum += weight;
        rest = rest.subarray(before);
      }
    }
    const last = rest[0]!;
    return { last, sum: sum + this.#weightAt(last, parts) };
  }

  #weightAt(place: number, scale: number): number {
    const lack = (this.#highest - this.#logits[place]!) * scale;
    return weightOfBucket[lack | 0]! * shareOfBucket(lack - (lack | 0));
  }

  /** Places of those left in a bucket, in order; until the next call. */
  #placesIn(bucket: number, scale: number): Int32Array {
    const [logits, highest, least, lastEqual] = [this.#logits, this.#highest, this.#least, this.#lastEqual];
    const found = this.#found;
    // With some room for rounding: the bucket is told as it is told elsewhere, but of few.
    const upper = highest - (bucket - 1) / scale;
    const lower = highest - (bucket + 2) / scale;
    let count = 0;
    for (let place = 0; place < logits.length; place++) {
      const logit = logits[place]!;
      if (!(logit > lower && logit < upper)) continue;
      const lack = (highest - logit) * scale;
      if ((lack | 0) !== bucket) continue;
      if (logit > least || (logit === least && place <= lastEqual)) found[count++] = place;
    }
    return found.subarray(0, count);
  }
}

/** exp(−rest / parts) by the first terms of the series, to nine digits. */
function shareOfBucket(rest: number): number {
  const part = rest * (1 / parts);
  return 1 - part * (1 - part * (1 / 2 - part * (1 / 6)));
}
