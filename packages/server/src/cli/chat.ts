import { styleText } from "node:util";
import { OpenRouter } from "@openrouter/sdk";
import type { Message } from "@openrouter/sdk/models";
import { Command } from "commander";
import openInBrowser from "open";
import { Ended, endSignal, outputClosed } from "./ending.js";
import { type LocalServer, startLocalServer } from "./local-server.js";
import { httpUrl, nonEmpty, numberBetween, repeatable, wholeNumber } from "./option-values.js";
import { type AnswerRequest, printAnswer } from "./print-answer.js";
import { terminalChat } from "./terminal-chat.js";
import { plainJson } from "./terminal-text.js";

interface ChatOptions {
  model?: string;
  baseUrl?: string;
  apiKey?: string;
  system?: string;
  temperature?: number;
  topP?: number;
  maxTokens: number;
  seed?: number;
  stop?: string[];
  port: number;
  open?: boolean;
  json?: boolean;
  yes?: boolean;
}

const sampleQuestion = "In one sentence: what is a language model?";

/** `openrouter chat`: one answer, or a conversation in a terminal. */
export function chatCommand(): Command {
  return new Command("chat")
    .description(
      "Ask a question, or chat in a terminal. Starts a server of its own unless --base-url names one.",
    )
    .argument("[question...]", "what to ask; without it a terminal waits for you")
    .option(
      "-m, --model <name>",
      "name of the catalogue, hf:owner/repo[:quant], path of a .gguf file, or a model of --base-url",
      nonEmpty,
    )
    .option("--base-url <url>", "an API to use instead, such as http://127.0.0.1:8787/api/v1", httpUrl)
    .option("--api-key <key>", "key for --base-url (default: OPENROUTER_API_KEY)", nonEmpty)
    .option("-s, --system <text>", "instructions that the model gets first")
    .option(
      "-t, --temperature <number>",
      "0 is the most probable answer, 2 the wildest (default: the model's)",
      numberBetween(0, 2),
    )
    .option(
      "--top-p <number>",
      "sample from the most probable tokens that sum to this (default: the model's)",
      numberBetween(0, 1),
    )
    .option("--max-tokens <number>", "longest answer", wholeNumber(1), 1024)
    .option("--seed <number>", "same seed, same answer", wholeNumber(-Number.MAX_SAFE_INTEGER))
    .option("--stop <text>", "text that ends the answer; up to four times", repeatable)
    .option(
      "-p, --port <number>",
      "port of the server it starts; 0 is any free one",
      wholeNumber(0, 65535),
      0,
    )
    .option("--open", "open the chat page in a browser")
    .option("--json", "print the whole response as JSON instead of text")
    .option("-y, --yes", "fetch the model without asking")
    .action((words: string[], options: ChatOptions) => chat(words.join(" "), options));
}

async function chat(question: string, options: ChatOptions): Promise<void> {
  const end = AbortSignal.any([endSignal("SIGINT", "SIGTERM", "SIGHUP"), outputClosed]);
  const server = options.baseUrl === undefined ? await start(options, end) : undefined;
  try {
    await converse(question, options, end, server);
  } finally {
    await server?.close(0);
  }
  if (end.reason instanceof Ended) process.exitCode = end.reason.exitCode;
}

async function start(options: ChatOptions, signal: AbortSignal): Promise<LocalServer> {
  const models = options.model === undefined ? [] : [options.model];
  const server = await startLocalServer(
    { models, port: options.port, yes: options.yes, embeddings: false },
    signal,
  );
  const names = server.models.map(({ id }) => id).join(", ");
  process.stderr.write(
    styleText("dim", `${names} · chat page and API at ${server.url}\n\n`, { stream: process.stderr }),
  );
  if (options.open) await openInBrowser(server.url);
  return server;
}

async function converse(
  question: string,
  options: ChatOptions,
  signal: AbortSignal,
  server: LocalServer | undefined,
): Promise<void> {
  const client = new OpenRouter({
    serverURL: server ? `${server.url}/api/v1` : options.baseUrl,
    apiKey: options.apiKey,
  });
  const request: AnswerRequest = {
    model: server?.models[0]?.id ?? options.model,
    temperature: options.temperature,
    topP: options.topP,
    maxTokens: options.maxTokens,
    seed: options.seed,
    stop: options.stop,
  };
  const messages: Message[] = options.system ? [{ role: "system", content: options.system }] : [];
  const asked: Message[] = [...messages, { role: "user", content: question || sampleQuestion }];

  if (options.json) {
    const response = await client.chat.send({ ...request, messages: asked, stream: false }, { signal });
    process.stdout.write(`${plainJson(response, 2)}\n`);
  } else if (process.stdin.isTTY && process.stdout.isTTY) {
    await terminalChat(client, messages, request, question || undefined, signal);
  } else {
    await printAnswer(client, asked, request, signal);
  }
}
