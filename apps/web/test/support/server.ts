import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../../../packages/server/dist/cli/main.js", import.meta.url));

/** The real model, where there is one: `OPENROUTER_MODEL_PATH`. */
export const modelPath = process.env.OPENROUTER_MODEL_PATH || undefined;

export const noModel = modelPath ? undefined : "OPENROUTER_MODEL_PATH names no model";

export interface RealServer {
  url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the project's own server with the real model, as `openrouter serve` does. */
export const startRealServer = (...options: string[]): Promise<RealServer> =>
  start("--model", modelPath!, "--context-length", "1024", ...options);

/** Starts the project's own server as a router to a chat API at this address. */
export async function startRouter(upstream: string, ...options: string[]): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), "web-router-"));
  const file = join(folder, "openrouter.json");
  const config = {
    providers: [{ slug: "alpha", name: "Alpha", type: "openai", base_url: upstream }],
    models: [{ id: "loopback/talker", endpoints: [{ provider: "alpha", model: "talker" }] }],
  };
  await writeFile(file, JSON.stringify(config));
  const server = await start("--config", file, ...options);
  return {
    ...server,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function start(...options: string[]): Promise<RealServer> {
  if (!existsSync(cli))
    throw new Error("The server is not built: run `npm run build -w packages/server` first");
  const folder = await mkdtemp(join(tmpdir(), "web-test-"));
  const args = [
    cli,
    "serve",
    "--json",
    "--port",
    "0",
    "--log-level",
    "error",
    "--database-url",
    `file:${join(folder, "generations.db")}`,
    ...options,
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const url = await firstLine(child);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  return {
    url,
    kill: () => end("SIGKILL"),
    async close() {
      await end("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The server ended with status ${code} before it listened`);
  });
  ended.catch(() => {});
  const lines = createInterface({ input: child.stdout! });
  const [line] = await Promise.race([once(lines, "line"), ended]);
  return JSON.parse(line).url;
}
