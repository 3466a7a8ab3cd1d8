import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
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
  close(): Promise<void>;
}

/** Starts the project's own server with the real model, as `openrouter serve` does. */
export async function startRealServer(...options: string[]): Promise<RealServer> {
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
    "--model",
    modelPath!,
    "--context-length",
    "1024",
    "--database-url",
    `file:${join(folder, "generations.db")}`,
    ...options,
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const url = await firstLine(child);
  return {
    url,
    async close() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
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
