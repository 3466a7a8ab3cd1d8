// The embedded engine against the bare loop of the library it stands on and, with LLAMA_SERVER=<path>, llama-server: by
// turns within one run, medians. Linux only.
// Usage: OPENROUTER_MODEL_PATH=<model.gguf> [THREADS=1] node bench/engine.mjs [rounds]
import { median } from "./lib/compare.mjs";
import { memoryOf, openBareLoop, openEngine, openLlamaServer } from "./lib/engine-sides.mjs";

const modelPath = process.env.OPENROUTER_MODEL_PATH;
if (!modelPath) throw new Error("OPENROUTER_MODEL_PATH must name a GGUF file");
const rounds = Number(process.argv[2] ?? 5);
const options = { modelPath, contextLength: 2048, threads: Number(process.env.THREADS ?? 1) };

const sentence = "The keeper of the lighthouse counts the ships that pass by in the night. ";
const question =
  "Write a long story about a lighthouse keeper, his daughter and the ship that comes once a year.";
const greedy = (tokens) => ({ tokens, temperature: 0 });
/** `salt` comes first, so that nothing of the prompt is found already evaluated. */
const ask = (salt, content, system = "") => [
  { role: "system", content: `${salt} ${system}` },
  { role: "user", content },
];
const firstMs = async (answer) => (await answer).firstMs;
const slowest = async (answers) => Math.max(...(await Promise.all(answers)).map((answer) => answer.firstMs));

/** Tokens a second of streams that run together, by the time that all of them took. */
async function together(side, salt, count) {
  const prompts = Array.from({ length: count }, (_, i) => ask(`${salt}-${i}`, question));
  // What they begin with is evaluated before.
  await Promise.all(prompts.map((messages) => side.chat(messages, greedy(1))));
  const started = performance.now();
  const answers = await Promise.all(prompts.map((messages) => side.chat(messages, greedy(24))));
  return (answers.reduce((sum, { generated }) => sum + generated, 0) * 1000) / (performance.now() - started);
}

/** What a row measures of a side; `places`: conversations that the side must hold. */
const rows = {
  "tokens/s, 1 stream, greedy": {
    run: async (side, salt) => (await side.chat(ask(salt, question), greedy(48))).tokensPerSecond,
  },
  "tokens/s, 1 stream, sampled": {
    run: async (side, salt) =>
      (await side.chat(ask(salt, question), { tokens: 48, temperature: 1 })).tokensPerSecond,
  },
  "first token of a 45-token prompt, ms": {
    run: (side, salt) => firstMs(side.chat(ask(salt, question), greedy(1))),
  },
  "first token of a 450-token prompt, ms": {
    run: (side, salt) => firstMs(side.chat(ask(salt, sentence.repeat(27)), greedy(1))),
  },
  "first token of the second turn, ms": {
    run: async (side, salt) => {
      const messages = ask(salt, sentence.repeat(27));
      const { text } = await side.chat(messages, greedy(8));
      const next = [...messages, { role: "assistant", content: text }, { role: "user", content: "Go on." }];
      return firstMs(side.chat(next, greedy(1)));
    },
  },
  "first token, two conversations in turn, ms": {
    places: 4,
    run: async (side, salt) => {
      const talks = ["one", "two"].map((name) =>
        ask(salt, `${name} ${sentence.repeat(27)}`, "You are helpful."),
      );
      for (const talk of talks) await side.chat(talk, greedy(1));
      return firstMs(side.chat(talks[0], greedy(1)));
    },
  },
  "last first token of 4 at once on one long system message, ms": {
    places: 4,
    run: (side, salt) =>
      slowest(
        ["one", "two", "three", "four"].map((name) =>
          side.chat(ask(salt, name, sentence.repeat(27)), greedy(1)),
        ),
      ),
  },
  "longest silence of a stream while a 1,000-token prompt comes, ms": {
    places: 4,
    run: async (side, salt) => {
      let writes = true;
      let silence = 0;
      const stream = (async () => {
        // Answers of one token after another: each finds all but its last token evaluated.
        const messages = [...ask(salt, question), { role: "assistant", content: "Once" }];
        while (writes) {
          const { firstMs, text } = await side.chat(messages, greedy(1));
          silence = Math.max(silence, firstMs);
          messages.at(-1).content += text;
        }
      })();
      await side.chat(ask(`${salt} long`, sentence.repeat(65)), greedy(1));
      writes = false;
      await stream;
      return silence;
    },
  },
  ...Object.fromEntries(
    [2, 4, 8, 16].map((count) => [
      `tokens/s, ${count} streams together, greedy`,
      { places: count, run: (side, salt) => together(side, salt, count) },
    ]),
  ),
};

/** What needs a side of its own each time. */
const startRows = Object.fromEntries(
  [2, 4].flatMap((parallel) => [
    [`start to first token, ${parallel} places, ms`, { parallel, of: ({ readyMs }) => readyMs }],
    [`memory beside the file, ${parallel} places, MB`, { parallel, of: ({ memory }) => memory }],
  ]),
);

async function startOf(open, parallel) {
  const started = performance.now();
  const side = await open({ ...options, parallel });
  try {
    await side.chat(ask("", "Hi"), greedy(1));
    return { readyMs: performance.now() - started, memory: side.pid ? memoryOf(side.pid) : NaN };
  } finally {
    await side.close();
  }
}

/** Medians of each side and of the engine's ratio to it, pair by pair. */
function summary(samples) {
  const { engine } = samples;
  const row = { engine: round(median(engine)) };
  for (const [name, values] of Object.entries(samples)) {
    if (name === "engine") continue;
    row[name] = round(median(values));
    row[`engine / ${name}`] = round(median(engine.map((value, i) => value / values[i])));
  }
  return row;
}

const round = (value) => Number(value.toPrecision(3));

async function measure(sides, run) {
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  // Round 0 warms up; by turns the one and the other goes first.
  for (let round = 0; round <= rounds; round++) {
    const names = Object.keys(sides);
    if (round % 2 === 1) names.reverse();
    for (const name of names) {
      const value = await run(sides[name], `${round}.${Math.random()}`);
      if (round > 0) samples[name].push(value);
    }
  }
  return summary(samples);
}

const opens = {
  engine: openEngine,
  bare: openBareLoop,
  ...(process.env.LLAMA_SERVER && { "llama-server": openLlamaServer }),
};
console.log(`${rounds} rounds by turns, ${options.threads} threads, medians`);
for (const places of [1, 4, 2, 8, 16]) {
  const chosen = Object.entries(rows).filter(([, row]) => (row.places ?? 1) === places);
  const sides = {};
  try {
    for (const [name, open] of Object.entries(opens)) {
      if (name !== "bare" || places === 1) sides[name] = await open({ ...options, parallel: places });
    }
    for (const [name, { run }] of chosen) console.log(`${name}:`, JSON.stringify(await measure(sides, run)));
  } finally {
    for (const side of Object.values(sides)) await side.close();
  }
}
for (const [name, { parallel, of }] of Object.entries(startRows)) {
  const { bare: _, ...servers } = opens;
  console.log(
    `${name}:`,
    JSON.stringify(await measure(servers, async (open) => of(await startOf(open, parallel)))),
  );
}
