// The whole stack over HTTP against the bare loop of the library below it and against our engine alone, in turns
// within one run; throughput by concurrency; memory over many requests.
// Usage: OPENROUTER_MODEL_PATH=<model.gguf> node bench/server.mjs [rounds] [requests]
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { bareLoop } from "./lib/bare-loop.mjs";
import { median } from "./lib/compare.mjs";

const { writeTinyModel } = await tsImport("../packages/server/test/support/tiny-model.ts", import.meta.url);

const instructions = "You are a helpful assistant";
const prompt =
  "Write a long story about a lighthouse keeper, his daughter and the ship that comes once a year. Begin with the weather, then the sea.";

async function startServer(modelPath, parallel = 4) {
  const script = fileURLToPath(new URL("./lib/chat-server.mjs", import.meta.url));
  const child = fork(script, [modelPath, String(parallel)], { execArgv: ["--expose-gc"] });
  const [url] = await once(child, "message");
  return {
    url,
    usage: async (wanted) => {
      child.send(wanted);
      return (await once(child, "message"))[0];
    },
    close: async () => {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

const post = (url, body) =>
  fetch(`${url}/api/v1/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: "bench/model", ...body }),
  });

/** Never ends by itself, so that every answer is as long as asked for. */
const noEnd = { 0: -100, 2: -100 };

/** One streamed answer, read as bytes and counted by its events. */
async function overHttp(url, content, tokens) {
  const started = performance.now();
  const messages = [
    { role: "system", content: instructions },
    { role: "user", content },
  ];
  const response = await post(url, { messages, stream: true, max_tokens: tokens, logit_bias: noEnd });
  if (!response.ok) throw new Error(await response.text());
  const decoder = new TextDecoder();
  let text = "";
  let first;
  let last;
  for await (const bytes of response.body) {
    text += decoder.decode(bytes, { stream: true });
    if (!text.includes('"delta"')) continue;
    last = performance.now();
    first ??= last;
  }
  const { usage } = JSON.parse(/data: (\{.*"usage".*\})/.exec(text)[1]);
  const generated = usage.completion_tokens;
  return { firstMs: first - started, tokensPerSecond: ((generated - 1) * 1000) / (last - first), generated };
}

export async function compareWithBareLoop(modelPath, { rounds = 5, tokens = 64 } = {}) {
  const [server, bare] = [await startServer(modelPath), await bareLoop(modelPath)];
  const samples = { http: [], bare: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      const content = `${round}. ${prompt}`;
      const before = await server.usage("time");
      const one = await overHttp(server.url, content, tokens);
      one.microsPerToken = ((await server.usage("time")).cpuMicros - before.cpuMicros) / one.generated;
      const cpu = process.cpuUsage();
      const two = await bare.run(instructions, content, tokens);
      const { user, system } = process.cpuUsage(cpu);
      two.microsPerToken = (user + system) / two.generated;
      // The first round warms both up.
      if (round > 0) {
        samples.http.push(one);
        samples.bare.push(two);
      }
    }
  } finally {
    await server.close();
    await bare.close();
  }
  const of = (side, key) => median(samples[side].map((sample) => sample[key]));
  const row = (side) => ({
    firstMs: of(side, "firstMs"),
    tokensPerSecond: of(side, "tokensPerSecond"),
    microsPerToken: of(side, "microsPerToken"),
  });
  const ratios = samples.http.map((one, i) => one.tokensPerSecond / samples.bare[i].tokensPerSecond);
  return { http: row("http"), bare: row("bare"), speedRatio: median(ratios) };
}

/** Tokens a second of all answers together, from the first request to the last token, prompts included. */
export async function throughputByConcurrency(
  modelPath,
  { levels = [1, 2, 4, 8], rounds = 1, tokens = 256 } = {},
) {
  const server = await startServer(modelPath, Math.max(...levels));
  const rates = new Map(levels.map((level) => [level, []]));
  try {
    await overHttp(server.url, "warm", 4);
    for (let round = 0; round < rounds; round++) {
      for (const level of levels) {
        const started = performance.now();
        const contents = Array.from({ length: level }, (_, i) => `${round}-${level}-${i} ${prompt}`);
        const answers = await Promise.all(contents.map((content) => overHttp(server.url, content, tokens)));
        const generated = answers.reduce((sum, answer) => sum + answer.generated, 0);
        rates.get(level).push((generated * 1000) / (performance.now() - started));
      }
    }
  } finally {
    await server.close();
  }
  return levels.map((level) => ({ concurrency: level, tokensPerSecond: median(rates.get(level)) }));
}

/** Memory of the server's process after each tenth of the requests, half of them streamed, in MiB. */
export async function memoryOverRequests({ requests = 10_000, parallel = 4 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "bench-tiny-"));
  const modelPath = join(folder, "tiny.gguf");
  await writeTinyModel(modelPath);
  const server = await startServer(modelPath, parallel);
  const rows = [];
  try {
    let sent = 0;
    const worker = async (until) => {
      while (sent < until) {
        const number = sent++;
        const messages = [{ role: "user", content: `Hello ${number}` }];
        const response = await post(server.url, {
          messages,
          max_tokens: 2,
          stream: number % 2 === 0,
          user: `u${number}`,
        });
        const text = await response.text();
        if (!response.ok) throw new Error(text);
      }
    };
    for (let tenth = 1; tenth <= 10; tenth++) {
      const until = (requests * tenth) / 10;
      await Promise.all(Array.from({ length: parallel }, () => worker(until)));
      const { rss, heapUsed } = await server.usage("memory");
      rows.push({ requests: until, rssMiB: rss / 2 ** 20, heapMiB: heapUsed / 2 ** 20 });
    }
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const modelPath = process.env.OPENROUTER_MODEL_PATH;
  if (!modelPath) throw new Error("Set OPENROUTER_MODEL_PATH to a GGUF file");
  const [rounds = 5, requests = 10_000] = process.argv.slice(2).map(Number);
  const { http, bare, speedRatio } = await compareWithBareLoop(modelPath, { rounds });
  const row = ({ firstMs, tokensPerSecond }) =>
    `${firstMs.toFixed(0)} ms to the first token, ${tokensPerSecond.toFixed(1)} tokens/s`;
  console.log(`over HTTP: ${row(http)}`);
  console.log(`bare loop: ${row(bare)}`);
  const share = http.microsPerToken / bare.microsPerToken;
  console.log(
    `processor time per token: server without engine ${http.microsPerToken.toFixed(0)} µs, bare loop ${bare.microsPerToken.toFixed(0)} µs (${(share * 100).toFixed(1)} %)`,
  );
  console.log(`speed over HTTP as part of the bare loop's: ${(speedRatio * 100).toFixed(1)} %`);
  for (const { concurrency, tokensPerSecond } of await throughputByConcurrency(modelPath)) {
    console.log(`${concurrency} at once: ${tokensPerSecond.toFixed(1)} tokens/s together`);
  }
  for (const { requests: done, rssMiB, heapMiB } of await memoryOverRequests({ requests })) {
    console.log(`after ${done} requests: ${heapMiB.toFixed(1)} MiB heap, ${rssMiB.toFixed(0)} MiB resident`);
  }
}
