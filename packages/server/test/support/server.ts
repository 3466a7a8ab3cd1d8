import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type EngineOptions } from "../../src/engine/index.js";
import type { Engine } from "../../src/engine/types.js";
import type { RunningServer, StartServerOptions } from "../../src/options.js";
import { startServer } from "../../src/start-server.js";
import { type TinyModelOptions, writeTinyModel } from "./tiny-model.js";

export const tinyId = "test/tiny-random";

/** An engine with a model of random weights. */
export const startTinyEngine = async (
  options: Partial<EngineOptions> = {},
  tiny: TinyModelOptions = {},
): Promise<Engine> => {
  const folder = await mkdtemp(join(tmpdir(), "openrouter-model-"));
  try {
    const modelPath = join(folder, "tiny.gguf");
    await writeTinyModel(modelPath, tiny);
    const engine = await createEngine({ modelPath, contextLength: 2048, ...options });
    const close = engine.close.bind(engine);
    engine.close = async () => {
      await close();
      await rm(folder, { recursive: true, force: true });
    };
    return engine;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
};

export interface TestServer extends RunningServer {
  engine: Engine;
}

/** A server on a free port with an engine that stays when the server closes. */
export const serve = async (
  engine: Engine,
  options: Partial<StartServerOptions> = {},
): Promise<TestServer> => ({
  ...(await startServer({ models: [{ id: tinyId, engine }], ...options })),
  engine,
});

export interface TestServerOptions extends Partial<StartServerOptions> {
  engineOptions?: Partial<EngineOptions>;
  tiny?: TinyModelOptions;
  aliases?: string[];
}

/** A server with an engine of its own. */
export const startTinyServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const { engineOptions, tiny, aliases, ...serverOptions } = options;
  const engine = await startTinyEngine(engineOptions, tiny);
  const server = await serve(engine, { models: [{ id: tinyId, aliases, engine }], ...serverOptions });
  return {
    ...server,
    close: async (graceMs = 1_000) => {
      await server.close(graceMs);
      await engine.close();
    },
  };
};
