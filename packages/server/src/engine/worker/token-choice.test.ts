import { describe, expect, it } from "vitest";
import { mostProbable } from "./most-probable.js";
import { randomNumbers } from "./random.js";
import { TokenChoice } from "./token-choice.js";

const size = 2000;

/** Logits of several shapes; some tokens are impossible. */
function logitsOf(shape: string): Float32Array {
  const random = randomNumbers(shape.length);
  const scale = { flat: 0.001, natural: 4, peaked: 30 }[shape] ?? 0;
  return Float32Array.from({ length: size }, (_, token) =>
    token % 97 === 0 ? -Infinity : scale * (random() + random() + random() - 1.5),
  );
}

/** The tokens that are left, by drawing at all places of the random number. */
function left(choice: TokenChoice): Set<number> {
  return new Set(Array.from({ length: 40_000 }, (_, i) => choice.draw(1e6, i / 40_000)));
}

function sorted(logits: Float32Array): number[] {
  return [...logits.keys()]
    .filter((token) => logits[token] !== -Infinity)
    .sort((one, other) => logits[other]! - logits[one]! || one - other);
}

describe.each(["flat", "natural", "peaked", "equal"])("tokens with %s logits", (shape) => {
  const logits = logitsOf(shape);
  const ranked = sorted(logits);
  const choice = new TokenChoice(size);

  it("are narrowed down to the most probable", () => {
    for (const count of [1, 7, 40, 500, 5000]) {
      choice.begin(logits);
      choice.keepMostProbable(count);
      expect(left(choice)).toEqual(new Set(ranked.slice(0, count)));
    }
  });

  it("are narrowed down to the smallest set of a share", () => {
    const weights = ranked.map((token) => Math.exp(logits[token]! - logits[ranked[0]!]!));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    for (const share of [0.05, 0.5, 0.9]) {
      let count = 0;
      for (let sum = 0; sum < share * whole; sum += weights[count - 1]!) count++;
      choice.begin(logits);
      choice.keepNucleus(share);
      const kept = left(choice);
      // The last one of equal weight hangs on how sums are rounded.
      expect(Math.abs(kept.size - count)).toBeLessThanOrEqual(1);
      for (const token of ranked.slice(0, count - 1)) expect(kept).toContain(token);
    }
  });

  it("are drawn by their probabilities, whatever was left out", () => {
    const temperature = 0.7;
    for (const [topK, share] of [
      [0, 1],
      [300, 0.8],
      [0, 0.8],
    ] as const) {
      choice.begin(logits);
      if (topK > 0) choice.keepMostProbable(topK);
      choice.keepNucleus(share);
      const kept = [...left(choice)];
      const weights = kept.map((token) => Math.exp((logits[token]! - logits[ranked[0]!]!) / temperature));
      const whole = weights.reduce((sum, weight) => sum + weight, 0);
      const draws = 20_000;
      const counts = new Map<number, number>();
      for (let i = 0; i < draws; i++) {
        const token = choice.draw(temperature, (i + 0.5) / draws);
        counts.set(token, (counts.get(token) ?? 0) + 1);
      }
      // Drawn at even distances, each token comes as often as its share says, to within one.
      for (const [index, token] of kept.entries()) {
        const expected = (weights[index]! / whole) * draws;
        expect(Math.abs((counts.get(token) ?? 0) - expected)).toBeLessThanOrEqual(1.001);
      }
    }
  });

  it("begin with the most probable", () => {
    expect(mostProbable(logits)).toBe(ranked[0]);
  });
});

describe("no token", () => {
  it("is chosen when none is possible", () => {
    const none = new Float32Array(size).fill(-Infinity);
    expect(new TokenChoice(size).begin(none)).toBe(false);
    expect(mostProbable(none)).toBe(-1);
  });
});

describe("random numbers", () => {
  it("are the seed's own, and even", () => {
    const seeds = [0, -1, 1, 0.5, 2 ** 32, 2 ** 32 - 1, -(2 ** 32), Number.MAX_SAFE_INTEGER];
    const firsts = seeds.map((seed) => randomNumbers(seed)());
    expect(new Set(firsts).size).toBe(seeds.length);
    expect(seeds.map((seed) => randomNumbers(seed)())).toEqual(firsts);
    const random = randomNumbers(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[Math.floor(random() * 10)]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
