import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type EngineOptions } from "../../src/engine/index.js";
import type { Engine } from "../../src/engine/types.js";
import type { RunningServer, StartServerOptions } from "../../src/http/options.js";
import { startServer } from "../../src/http/server.js";
import { type TinyModelOptions, writeTinyModel } from "../../src/testing/tiny-model.js";

export const tinyId = "test/tiny-random";

export interface TestServer extends RunningServer {
  engine: Engine;
  /** A folder that goes away with the server. */
  folder: string;
}

export interface TestServerOptions extends Partial<StartServerOptions> {
  engineOptions?: Partial<EngineOptions>;
  tiny?: TinyModelOptions;
  aliases?: string[];
}

/** A server on a free port with a model of random weights. */
export const startTinyServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const { engineOptions, tiny, aliases, ...serverOptions } = options;
  const folder = await mkdtemp(join(tmpdir(), "openrouter-server-"));
  const modelPath = join(folder, "tiny.gguf");
  await writeTinyModel(modelPath, tiny);
  const engine = await createEngine({ modelPath, contextLength: 2048, ...engineOptions });
  const server = await startServer({ models: [{ id: tinyId, aliases, engine }], ...serverOptions });
  return {
    ...server,
    engine,
    folder,
    close: async (graceMs = 1_000) => {
      await server.close(graceMs);
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
