import { describe, expect, it } from "vitest";
import type { Engine, SamplingOptions } from "../../src/engine/index.js";
import { tinyModelTokens } from "../support/tiny-model.js";
import { answer, request, tinyEngine } from "./support.js";

const tiny = tinyEngine({ contextLength: 256, parallel: 4 });

const byte = (character: string) => tinyModelTokens.firstByte + character.charCodeAt(0);
const noEnd = {
  [tinyModelTokens.endOfText]: -100,
  [tinyModelTokens.start]: -100,
  [tinyModelTokens.end]: -100,
};

/** The first token's name, as its bytes in hexadecimal. */
const hex = (bytes: number[]) => Buffer.from(bytes).toString("hex");

/** How often each first token is drawn, over fixed seeds. */
async function draw(
  engine: Engine,
  draws: number,
  sampling: Partial<SamplingOptions>,
  grammar?: string,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < draws; seed++) {
    const { logprobs } = await answer(
      engine,
      request({
        maxTokens: 1,
        topLogprobs: 0,
        sampling: { logitBias: noEnd, ...sampling, seed },
        ...(grammar ? { grammar } : {}),
      }),
    );
    const name = hex(logprobs[0]!.bytes);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** The model's most probable first tokens. */
async function model(engine: Engine): Promise<{ name: string; probability: number }[]> {
  const { logprobs } = await answer(
    engine,
    request({ maxTokens: 1, topLogprobs: 20, sampling: { temperature: 0 } }),
  );
  return logprobs[0]!.top.map(({ bytes, logprob }) => ({ name: hex(bytes), probability: Math.exp(logprob) }));
}

/** Pearson's statistic of counts against expected shares; tokens without a share of their own are one class. */
function chiSquare(counts: Map<string, number>, shares: { name: string; share: number }[]): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const named = shares.map(({ name, share }) => ({
    observed: counts.get(name) ?? 0,
    expected: share * total,
  }));
  const rest = {
    observed: total - named.reduce((sum, { observed }) => sum + observed, 0),
    expected: total - named.reduce((sum, { expected }) => sum + expected, 0),
  };
  const classes = rest.expected > 1e-9 * total ? [...named, rest] : named;
  if (classes === named) expect(rest.observed).toBe(0);
  return classes.reduce((sum, { observed, expected }) => sum + (observed - expected) ** 2 / expected, 0);
}

/** Values that chance exceeds once in ten thousand times, by degrees of freedom. */
const unlikely: Record<number, number> = { 1: 15.14, 2: 18.42, 3: 21.11, 4: 23.51, 5: 25.74, 6: 27.86 };

const normalised = (tokens: { name: string; probability: number }[]) => {
  const sum = tokens.reduce((total, { probability }) => total + probability, 0);
  return tokens.map(({ name, probability }) => ({ name, share: probability / sum }));
};

describe("distribution", () => {
  it("is the model's own at temperature 1", async () => {
    const shares = (await model(tiny.engine)).slice(0, 5);
    const counts = await draw(tiny.engine, 400, { logitBias: {} });
    const statistic = chiSquare(
      counts,
      shares.map(({ name, probability }) => ({ name, share: probability })),
    );
    expect(statistic).toBeLessThan(unlikely[5]!);
  });

  it("is sharpened by a low temperature and confined by top_k", async () => {
    const five = (await model(tiny.engine)).slice(0, 5);
    const counts = await draw(tiny.engine, 400, { temperature: 0.5, topK: 5 });
    const squared = five.map(({ name, probability }) => ({ name, probability: probability ** 2 }));
    expect(chiSquare(counts, normalised(squared))).toBeLessThan(unlikely[4]!);
  });

  it("keeps the smallest set that reaches top_p", async () => {
    const tokens = await model(tiny.engine);
    const nucleus: typeof tokens = [];
    for (let sum = 0, i = 0; sum < 0.3; i++) {
      nucleus.push(tokens[i]!);
      sum += tokens[i]!.probability;
    }
    expect(nucleus.length).toBeGreaterThan(1);
    const counts = await draw(tiny.engine, 300, { topP: 0.3, logitBias: {} });
    expect(new Set(counts.keys())).toEqual(new Set(nucleus.map(({ name }) => name)));
  });

  it("drops tokens below min_p times the highest", async () => {
    const tokens = await model(tiny.engine);
    const kept = tokens.filter(({ probability }) => probability >= 0.5 * tokens[0]!.probability);
    const counts = await draw(tiny.engine, 300, { minP: 0.5, logitBias: {} });
    expect(new Set(counts.keys())).toEqual(new Set(kept.map(({ name }) => name)));
  });

  it("drops tokens below top_a times the square of the highest", async () => {
    const tokens = await model(tiny.engine);
    const highest = tokens[0]!.probability;
    // Chosen so that four tokens stay.
    const topA = (tokens[3]!.probability + tokens[4]!.probability) / 2 / highest ** 2;
    const counts = await draw(tiny.engine, 300, { topA, logitBias: {} });
    expect(new Set(counts.keys())).toEqual(new Set(tokens.slice(0, 4).map(({ name }) => name)));
  });

  it("is the model's own, confined to what a grammar allows", async () => {
    const letters = await Promise.all(["a", "b", "c"].map((letter) => logprobOf(tiny.engine, byte(letter))));
    const shares = normalised(
      letters.map((logprob, i) => ({ name: hex([0x61 + i]), probability: Math.exp(logprob) })),
    );
    expect(chiSquare(await draw(tiny.engine, 400, {}, "root ::= [abc]"), shares)).toBeLessThan(unlikely[2]!);
  });

  it("is shifted within a grammar by logit_bias", async () => {
    const [a, b] = await Promise.all([logprobOf(tiny.engine, byte("a")), logprobOf(tiny.engine, byte("b"))]);
    const shares = normalised([
      { name: "61", probability: Math.exp(a) },
      { name: "62", probability: Math.exp(b + 1) },
    ]);
    const bias = { ...noEnd, [byte("b")]: 1, [byte("c")]: -100 };
    const counts = await draw(tiny.engine, 400, { logitBias: bias }, "root ::= [abc]");
    expect(chiSquare(counts, shares)).toBeLessThan(unlikely[1]!);
  });
});

/** The model's log-probability of a token as the first of the answer. */
async function logprobOf(engine: Engine, token: number, topLogprobs = 0): Promise<number> {
  const { logprobs } = await answer(
    engine,
    request({ maxTokens: 1, topLogprobs, sampling: { temperature: 0, logitBias: { [token]: 100 } } }),
  );
  return logprobs[0]!.logprob;
}

describe("log-probabilities", () => {
  it("are the model's whole distribution", async () => {
    let sum = 0;
    const ends = new Set<number>([tinyModelTokens.endOfText, tinyModelTokens.end]);
    for (let token = 0; token < tiny.engine.model.vocabularySize; token++) {
      if (!ends.has(token)) sum += Math.exp(await logprobOf(tiny.engine, token));
    }
    expect(sum).toBeLessThan(1);
    expect(sum).toBeGreaterThan(0.95);
  });

  it.each([0, 1, 5, 20])("list %i alternatives from the most probable down", async (topLogprobs) => {
    const { logprobs } = await answer(
      tiny.engine,
      request({ maxTokens: 5, topLogprobs, sampling: { seed: 4, logitBias: noEnd } }),
    );
    for (const { top } of logprobs) {
      expect(top).toHaveLength(topLogprobs);
      const values = top.map(({ logprob }) => logprob);
      expect(values).toEqual([...values].sort((a, b) => b - a));
      expect(values.reduce((sum, value) => sum + Math.exp(value), 0)).toBeLessThanOrEqual(1);
    }
  });

  it("don't depend on how the token is drawn", async () => {
    const first = async (sampling: Partial<SamplingOptions>, grammar?: string) => {
      const wanted = request({ maxTokens: 1, topLogprobs: 20, sampling, ...(grammar ? { grammar } : {}) });
      return (await answer(tiny.engine, wanted)).logprobs[0]!.top;
    };
    const plain = await first({ seed: 1 });
    expect(await first({ seed: 2, temperature: 1.7, topK: 3 })).toEqual(plain);
    expect(await first({ seed: 3, logitBias: { [byte("q")]: 100 } })).toEqual(plain);
    expect(await first({ seed: 4 }, 'root ::= "q"')).toEqual(plain);
  });

  it("give the bytes of every token, of half a character too", async () => {
    const { logprobs } = await answer(
      tiny.engine,
      request({ grammar: 'root ::= "h漢"', topLogprobs: 2, sampling: { seed: 1 } }),
    );
    expect(logprobs.flatMap(({ bytes }) => bytes)).toEqual([...Buffer.from("h漢")]);
    expect(logprobs.length).toBeGreaterThan(2);
  });
});

describe("logit_bias", () => {
  it("bans with −100", async () => {
    const [best, second] = await model(tiny.engine);
    const id = (name: string) => tinyModelTokens.firstByte + Number.parseInt(name, 16);
    expect(best!.name).toHaveLength(2);
    const { logprobs } = await answer(
      tiny.engine,
      request({
        maxTokens: 1,
        topLogprobs: 0,
        sampling: { temperature: 0, logitBias: { [id(best!.name)]: -100 } },
      }),
    );
    expect(hex(logprobs[0]!.bytes)).toBe(second!.name);
  });

  it("forces with +100", async () => {
    const { text } = await answer(
      tiny.engine,
      request({ maxTokens: 20, sampling: { seed: 1, logitBias: { [byte("k")]: 100 } } }),
    );
    expect(text).toBe("k".repeat(20));
  });

  it("forces and bans the end of the answer", async () => {
    const ended = await answer(
      tiny.engine,
      request({ sampling: { seed: 1, logitBias: { [tinyModelTokens.end]: 100 } } }),
    );
    expect(ended.text).toBe("");
    expect(ended.done).toMatchObject({ finishReason: "stop", nativeFinishReason: "eog" });
    expect(ended.done.usage.completionTokens).toBe(0);
    // With everything but the end made unlikely, only the ban keeps the answer going.
    const banned = await answer(
      tiny.engine,
      request({ maxTokens: 50, sampling: { seed: 1, temperature: 2, logitBias: noEnd } }),
    );
    expect(banned.done.nativeFinishReason).toBe("max_tokens");
  });
});

describe("penalties", () => {
  /** How much likelier the model finds "a" than "b" after the text, in log-odds. */
  async function preference(text: string): Promise<number> {
    const at = async (letter: string) => {
      const { logprobs } = await answer(
        tiny.engine,
        request({ grammar: `root ::= "${text}${letter}"`, topLogprobs: 0, sampling: { temperature: 0 } }),
      );
      return logprobs.at(-1)!.logprob;
    };
    return (await at("a")) - (await at("b"));
  }

  /** What is chosen after a text that holds the repeated letter `count` times. */
  async function choice(text: string, sampling: Partial<SamplingOptions>): Promise<string> {
    const wanted = request({ grammar: `root ::= "${text}" [ab]`, sampling: { temperature: 0, ...sampling } });
    return (await answer(tiny.engine, wanted)).text.at(-1)!;
  }

  it.each([
    ["presence_penalty", "presencePenalty", 1],
    ["frequency_penalty", "frequencyPenalty", 3],
  ] as const)("%s is taken from the logit of what occurred", async (_, option, times) => {
    for (const [letter, other] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const text = letter.repeat(3);
      const lead = (await preference(text)) * (letter === "a" ? 1 : -1);
      // The penalty that makes both letters equally likely; either side of it one of them wins.
      expect(await choice(text, { [option]: (lead + 0.01) / times })).toBe(other);
      expect(await choice(text, { [option]: (lead - 0.01) / times })).toBe(letter);
    }
  });

  it("repetition_penalty makes answers more varied above 1, and less below", async () => {
    const distinct = async (repetitionPenalty: number) => {
      const { logprobs } = await answer(
        tiny.engine,
        request({
          maxTokens: 80,
          topLogprobs: 0,
          sampling: { seed: 8, topK: 40, repetitionPenalty, logitBias: noEnd },
        }),
      );
      return new Set(logprobs.map(({ bytes }) => hex(bytes))).size;
    };
    const [less, none, more] = [await distinct(0.5), await distinct(1), await distinct(2)];
    expect(more).toBeGreaterThan(none);
    expect(none).toBeGreaterThan(less);
  });
});

describe("temperature 0", () => {
  it("is greedy and repeatable", async () => {
    const wanted = request({ maxTokens: 30, topLogprobs: 1, sampling: { temperature: 0, logitBias: noEnd } });
    const one = await answer(tiny.engine, wanted);
    for (const { bytes, top } of one.logprobs) expect(bytes).toEqual(top[0]!.bytes);
    expect((await answer(tiny.engine, wanted)).text).toBe(one.text);
  });
});

describe("seed", () => {
  const seeded = (seed: number) => request({ maxTokens: 40, sampling: { seed, logitBias: noEnd } });

  it("gives the same answer whatever else runs, and another seed another", async () => {
    const alone = await answer(tiny.engine, seeded(5));
    const noise = (n: number) =>
      answer(
        tiny.engine,
        request({ maxTokens: 60, messages: [{ role: "user", content: "noise ".repeat(10 * n) }] }),
      );
    const [among] = await Promise.all([answer(tiny.engine, seeded(5)), noise(1), noise(2), noise(3)]);
    expect(among.text).toBe(alone.text);
    expect((await answer(tiny.engine, seeded(6))).text).not.toBe(alone.text);
  });

  it("keeps apart seeds that 32 bits would confuse", async () => {
    const texts = await Promise.all(
      [-1, 0, 2 ** 32 - 1, 2 ** 32, -(2 ** 32)].map(
        async (seed) => (await answer(tiny.engine, seeded(seed))).text,
      ),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("is random when not given", async () => {
    const unseeded = request({ maxTokens: 40, sampling: { logitBias: noEnd } });
    const [one, two] = [await answer(tiny.engine, unseeded), await answer(tiny.engine, unseeded)];
    expect(one.text).not.toBe(two.text);
  });
});
