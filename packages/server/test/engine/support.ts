import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import {
  checkedGrammar,
  createEngine,
  type Engine,
  type EngineOptions,
  type GenerateEvent,
  type GenerateRequest,
  type SamplingOptions,
  type TokenLogprobs,
} from "../../src/engine/index.js";
import { type TinyModelOptions, writeTinyModel } from "../support/tiny-model.js";

/** The model's own distribution. */
export const plainSampling: SamplingOptions = {
  temperature: 1,
  topP: 1,
  topK: 0,
  minP: 0,
  topA: 0,
  frequencyPenalty: 0,
  presencePenalty: 0,
  repetitionPenalty: 1,
};

type Overrides = Partial<Omit<GenerateRequest, "sampling" | "grammar">> & {
  sampling?: Partial<SamplingOptions>;
  grammar?: string;
};

export function request({ sampling, grammar, ...rest }: Overrides = {}): GenerateRequest {
  return {
    messages: [{ role: "user", content: "Hello" }],
    sampling: { ...plainSampling, ...sampling },
    stop: [],
    client: "test",
    ...(grammar !== undefined && { grammar: checkedGrammar(grammar) }),
    ...rest,
  };
}

export type Done = Extract<GenerateEvent, { type: "done" }>;

export interface Answer {
  text: string;
  logprobs: TokenLogprobs[];
  done: Done;
  events: GenerateEvent[];
}

export async function answer(engine: Engine, wanted: GenerateRequest, signal?: AbortSignal): Promise<Answer> {
  const events: GenerateEvent[] = [];
  for await (const event of engine.generate(wanted, signal)) events.push(event);
  const texts = events.filter((event) => event.type === "text");
  const done = events.at(-1);
  if (done?.type !== "done") throw new Error("the last event is not done");
  return {
    text: texts.map((event) => event.text).join(""),
    logprobs: texts.flatMap((event) => event.logprobs ?? []),
    done,
    events,
  };
}

/** A random-weight model file for the tests of a file. */
export function tinyModelFile(model?: TinyModelOptions): { get path(): string } {
  let directory: string;
  let path: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "tiny-model-"));
    path = join(directory, "tiny.gguf");
    await writeTinyModel(path, model);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
  };
}

/** An engine on a random-weight model for the tests of a file. */
export function tinyEngine(options: Omit<EngineOptions, "modelPath"> = {}): {
  get engine(): Engine;
  get modelPath(): string;
} {
  const file = tinyModelFile();
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ modelPath: file.path, ...options });
  }, 60_000);
  afterAll(() => engine?.close());
  return {
    get engine() {
      return engine;
    },
    get modelPath() {
      return file.path;
    },
  };
}
