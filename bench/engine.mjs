// The engine against the bare loop of the library it stands on, in turns within one run, and its throughput by
// concurrency. Usage: OPENROUTER_MODEL_PATH=<model.gguf> node bench/engine.mjs [rounds]
import { createEngine } from "../packages/server/dist/engine/index.js";
import { bareLoop } from "./lib/bare-loop.mjs";
import { median } from "./lib/compare.mjs";

const prompt =
  "Write a long story about a lighthouse keeper, his daughter and the ship that comes once a year. Begin with the weather, then the sea.";
const sampling = {
  temperature: 1,
  topP: 1,
  topK: 0,
  minP: 0,
  topA: 0,
  frequencyPenalty: 0,
  presencePenalty: 0,
  repetitionPenalty: 1,
};

/** One answer through the engine: milliseconds to the first text, tokens a second from there on. */
async function throughEngine(engine, { salt, tokens, overrides = {} }) {
  const started = performance.now();
  let first;
  let done;
  for await (const event of engine.generate({
    // The salt comes first, so that nothing of the prompt is found already evaluated: the bare loop has no such help.
    messages: [
      { role: "system", content: salt },
      { role: "user", content: prompt },
    ],
    sampling: { ...sampling, ...overrides },
    maxTokens: tokens,
    stop: [],
    client: "bench",
  })) {
    if (event.type === "text") first ??= performance.now();
    if (event.type === "done") done = event;
  }
  const ended = performance.now();
  const generated = done.usage.completionTokens;
  return { firstMs: first - started, tokensPerSecond: ((generated - 1) * 1000) / (ended - first), generated };
}

/** Never ends by itself, so that every answer is as long as asked for. */
const endless = { logitBias: { 0: -100, 2: -100 } };

export async function compareWithBareLoop(modelPath, { rounds = 15, tokens = 32 } = {}) {
  const [engine, bare] = [await createEngine({ modelPath, contextLength: 1024 }), await bareLoop(modelPath)];
  const samples = { engine: [], bare: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      const salt = `${round}.`;
      const turns = [
        async () => ["engine", await throughEngine(engine, { salt, tokens, overrides: endless })],
        async () => ["bare", await bare.run(salt, prompt, tokens)],
      ];
      // By turns the one and the other goes first; round 0 warms both up.
      if (round % 2 === 1) turns.reverse();
      for (const turn of turns) {
        const [side, sample] = await turn();
        if (round > 0) samples[side].push(sample);
      }
    }
  } finally {
    await engine.close();
    await bare.close();
  }
  const of = (side, key) => median(samples[side].map((sample) => sample[key]));
  const ratio = (key) => median(samples.engine.map((one, i) => one[key] / samples.bare[i][key]));
  const row = (side) => ({ firstMs: of(side, "firstMs"), tokensPerSecond: of(side, "tokensPerSecond") });
  return {
    engine: row("engine"),
    bare: row("bare"),
    speedRatio: ratio("tokensPerSecond"),
    firstMsRatio: ratio("firstMs"),
  };
}

export async function throughputByConcurrency(
  modelPath,
  { levels = [1, 2, 4, 8], rounds = 3, tokens = 24 } = {},
) {
  const engine = await createEngine({ modelPath, contextLength: 1024, parallel: Math.max(...levels) });
  const rates = new Map(levels.map((level) => [level, []]));
  try {
    await throughEngine(engine, { salt: "warm", tokens: 4 });
    for (let round = 0; round < rounds; round++) {
      for (const level of levels) rates.get(level).push(await decodeRate(engine, level, tokens, round));
    }
  } finally {
    await engine.close();
  }
  // The fastest round: a machine's other work only makes slower.
  return levels.map((level) => ({ concurrency: level, tokensPerSecond: Math.max(...rates.get(level)) }));
}

/** Tokens a second of all answers together, from when the last of them has begun to when the first ends. */
async function decodeRate(engine, level, tokens, round) {
  const streams = Array.from({ length: level }, (_, i) =>
    engine.generate({
      messages: [{ role: "user", content: `${round}-${level}-${i} ${prompt}` }],
      sampling: { ...sampling, ...endless },
      // Those that begin first generate while the others' prompts are evaluated.
      maxTokens: tokens + 16 * level,
      stop: [],
      client: `bench ${i}`,
    }),
  );
  let begun = 0;
  let ended = 0;
  let counted = 0;
  let since = 0;
  let until = 0;
  await Promise.all(
    streams.map(async (stream) => {
      let first = true;
      for await (const event of stream) {
        if (event.type === "done" && ended++ === 0) until = performance.now();
        if (event.type !== "text") continue;
        if (first) {
          first = false;
          if (++begun === level) since = performance.now();
        } else if (begun === level && ended === 0) counted++;
      }
    }),
  );
  return (counted * 1000) / (until - since);
}

/** Milliseconds to the first text of a conversation's first turn and of its second. */
export async function secondTurn(modelPath, { rounds = 3 } = {}) {
  const engine = await createEngine({ modelPath, contextLength: 2048 });
  const turns = { first: [], second: [], promptTokens: [], cachedTokens: [] };
  try {
    for (let round = 0; round < rounds; round++) {
      const messages = [{ role: "user", content: `${round} ${`${prompt} `.repeat(12)}` }];
      const first = await turn(engine, messages);
      messages.push({ role: "assistant", content: first.text }, { role: "user", content: "Go on." });
      const second = await turn(engine, messages);
      turns.first.push(first.firstMs);
      turns.second.push(second.firstMs);
      turns.promptTokens.push(second.usage.promptTokens);
      turns.cachedTokens.push(second.usage.cachedTokens);
    }
  } finally {
    await engine.close();
  }
  return Object.fromEntries(Object.entries(turns).map(([key, values]) => [key, median(values)]));
}

async function turn(engine, messages) {
  const started = performance.now();
  let firstMs;
  let text = "";
  let usage;
  for await (const event of engine.generate({
    messages,
    sampling: { ...sampling, ...endless },
    maxTokens: 16,
    stop: [],
    client: "bench",
  })) {
    if (event.type === "text") {
      firstMs ??= performance.now() - started;
      text += event.text;
    }
    if (event.type === "done") usage = event.usage;
  }
  return { firstMs, text, usage };
}

if (process.argv[1] === import.meta.filename) {
  const modelPath = process.env.OPENROUTER_MODEL_PATH;
  if (!modelPath) throw new Error("OPENROUTER_MODEL_PATH must name a GGUF file");
  const rounds = Number(process.argv[2] ?? 15);
  const { engine, bare, speedRatio, firstMsRatio } = await compareWithBareLoop(modelPath, { rounds });
  console.log("One stream: the engine and the bare loop, medians");
  console.table({ engine, bare });
  console.log(
    `Engine / bare loop, median of ${rounds} pairs: speed ${speedRatio.toFixed(3)}, time to first text ${firstMsRatio.toFixed(3)}`,
  );
  console.log("Throughput of concurrent streams, fastest of three rounds");
  console.table(await throughputByConcurrency(modelPath));
  console.log("Time to first text of turn 1 and turn 2, medians");
  console.table(await secondTurn(modelPath));
}
