import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../../../", import.meta.url));

/** This repository's server in a process of its own, as it is shipped. */
export interface OurServer {
  /** Where its API is: `http://127.0.0.1:…/api/v1`. */
  baseUrl: string;
  /** Name of the one model it serves. */
  model: string;
  close(): Promise<void>;
}

/** Starts it on a free port with a model file, or with a small one of random weights. */
export async function startOurServer(modelPath?: string): Promise<OurServer> {
  const folder = await mkdtemp(join(tmpdir(), "our-server-"));
  const path = modelPath ?? join(folder, "tiny.gguf");
  if (!modelPath)
    await promisify(execFile)(process.execPath, [join(root, "scripts/make-tiny-model.mjs"), path]);

  const cli = join(root, "packages/server/dist/cli/main.js");
  const database = `file:${join(folder, "generations.db")}`;
  const args = ["serve", "--model", path, "--port", "0", "--cors", "*", "--database-url", database, "--json"];
  const server = spawn(process.execPath, [cli, ...args, "--grace", "0", "--log-level", "error"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
  let output = "";
  let complaints = "";
  server.stderr.on("data", (text) => (complaints += text));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.once("close", () => reject(new Error(`The server ended: ${complaints}`)));
    server.stdout.on("data", (text) => {
      output += text;
      if (output.includes("\n")) resolve();
    });
  });
  const { baseUrl, models } = JSON.parse(output);
  return {
    baseUrl,
    model: models[0],
    async close() {
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
