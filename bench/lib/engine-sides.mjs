// The engine, the bare loop of the library and llama-server behind one interface:
// chat(messages, { tokens, temperature }) → { text, firstMs, tokensPerSecond, generated }; pid; close().
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createEngine } from "../../packages/server/dist/engine/index.js";
import { bareLoop } from "./bare-loop.mjs";

/** Ends of an answer in ChatML vocabularies: banned, so that every answer is as long as asked for. */
const ends = { 0: -100, 2: -100, 151643: -100, 151645: -100 };

export async function openEngine({ modelPath, parallel, contextLength, threads }) {
  const before = new Set(children());
  const engine = await createEngine({ modelPath, parallel, contextLength, threads });
  let clients = 0;
  return {
    pid: children().find((pid) => !before.has(pid)),
    async chat(messages, { tokens, temperature }) {
      const events = engine.generate({
        messages,
        sampling: {
          ...{ temperature, topP: 1, topK: 0, minP: 0, topA: 0, logitBias: ends },
          ...{ frequencyPenalty: 0, presencePenalty: 0, repetitionPenalty: 1 },
        },
        maxTokens: tokens,
        stop: [],
        client: `bench ${clients++}`,
      });
      return measured(async (text, count) => {
        for await (const event of events) {
          if (event.type === "text") text(event.text);
          if (event.type === "done") count(event.usage.completionTokens);
        }
      });
    },
    close: () => engine.close(),
  };
}

/** One conversation at a time. */
export async function openBareLoop({ modelPath, threads }) {
  const bare = await bareLoop(modelPath, threads);
  return {
    chat: (messages, options) => measured((text) => bare.run(messages, options, text)),
    close: bare.close,
  };
}

export async function openLlamaServer({ modelPath, parallel, contextLength, threads }) {
  const port = await freePort();
  const child = spawn(
    process.env.LLAMA_SERVER,
    [
      ...[
        "-m",
        modelPath,
        "--host",
        "127.0.0.1",
        "--port",
        port,
        "-np",
        parallel,
        "-c",
        contextLength * parallel,
      ],
      ...["-t", threads, "-ngl", 0],
    ].map(String),
    { stdio: "ignore" },
  );
  const ended = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`llama-server ended (${signal ?? code})`)));
  });
  ended.catch(() => {});
  const base = `http://127.0.0.1:${port}`;
  const isUp = async () => {
    while (!(await fetch(`${base}/health`).catch(() => undefined))?.ok)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await Promise.race([isUp(), ended]);
  return {
    pid: child.pid,
    chat: (messages, { tokens, temperature }) =>
      measured(async (text, count) => {
        const response = await fetch(`${base}/v1/chat/completions`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            ...{ messages, max_tokens: tokens, temperature, top_k: 0, top_p: 1, min_p: 0 },
            ...{
              stream: true,
              ignore_eos: true,
              cache_prompt: true,
              stream_options: { include_usage: true },
            },
          }),
        });
        if (!response.ok) throw new Error(`llama-server: ${response.status} ${await response.text()}`);
        let rest = "";
        for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
          const lines = (rest + part).split("\n");
          rest = lines.pop();
          for (const line of lines) {
            if (!line.startsWith("data: {")) continue;
            const { choices, usage } = JSON.parse(line.slice(6));
            const content = choices?.[0]?.delta?.content;
            if (content) text(content);
            if (usage) count(usage.completion_tokens);
          }
        }
      }),
    async close() {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await exited;
    },
  };
}

/** Resident memory of a process in megabytes, without what it maps of files. */
export function memoryOf(pid) {
  const [, kilobytes] = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return kilobytes / 1024;
}

async function measured(work) {
  const started = performance.now();
  let first;
  let text = "";
  let pieces = 0;
  let generated;
  await work(
    (piece) => {
      first ??= performance.now();
      text += piece;
      pieces++;
    },
    (tokens) => {
      generated = tokens;
    },
  );
  const ended = performance.now();
  generated ??= pieces;
  return {
    text,
    firstMs: first - started,
    tokensPerSecond: ((generated - 1) * 1000) / (ended - first),
    generated,
  };
}

function children() {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === process.pid;
    } catch {
      return false;
    }
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
