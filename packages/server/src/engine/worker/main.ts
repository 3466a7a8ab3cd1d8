import type { ResolvedEngineOptions } from "../options.js";
import type { Failure, FromWorker, Run, ToWorker } from "../protocol.js";
import { EngineError, type PromptMessage } from "../types.js";
import { Generation } from "./generation.js";
import { createGrammarGuard } from "./grammar-guard.js";
import { LogprobReader } from "./logprobs.js";
import { loadNative } from "./native.js";
import { createChatTemplate, createPromptTokenizer } from "./prompt.js";
import type { AnswerGrammar } from "./sampler.js";
import { Scheduler } from "./scheduler.js";
import { SequencePool } from "./sequences.js";
import { createVocabulary } from "./vocabulary.js";
import { startWatchdog } from "./watchdog.js";

/** The engine's process: loads the model, answers requests that arrive as messages. */
function send(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

type Handlers = {
  [T in Exclude<ToWorker["type"], "load">]: (message: Extract<ToWorker, { type: T }>) => void;
};

async function load(options: ResolvedEngineOptions): Promise<Handlers> {
  const native = await loadNative(options, () => send({ type: "opening" }));
  const vocabulary = createVocabulary(native.model);
  const metadata = native.model.fileInfo.metadata.tokenizer;
  const template = createChatTemplate(metadata?.chat_template, {
    bos_token: native.model.tokens.bosString,
    eos_token: native.model.tokens.eosString,
  });
  const tokenizer = createPromptTokenizer(native.model, native.contextLength);
  const parts = { native, vocabulary, logprobs: new LogprobReader(native, vocabulary) };
  const generations = new Map<number, Generation | undefined>();
  const ids = new Map<Generation, number>();
  const sliceLength = options.gpu === false ? cpuSliceLength : native.batchSize;
  const sequences = new SequencePool(native.context, options.parallel, sliceLength);

  const fail = (id: number, error: unknown) => send({ type: "failed", id, failure: failureOf(error) });
  const forget = (id: number) => {
    const generation = generations.get(id);
    generations.delete(id);
    if (generation) ids.delete(generation);
    return generation;
  };
  const scheduler = new Scheduler(native, sequences, sliceLength, (generation, error) => {
    const id = ids.get(generation);
    if (id === undefined) return;
    forget(id);
    fail(id, error);
  });

  const guard = once(() => createGrammarGuard(vocabulary));
  const startGrammar = async (source: string): Promise<AnswerGrammar> => {
    try {
      return { state: (await native.createGrammar(source)).start(), guard: guard() };
    } catch (error) {
      throw new EngineError("invalid_grammar", `The grammar can't be used: ${messageOf(error)}`);
    }
  };

  const prepare = async (messages: PromptMessage[], grammar: string | undefined): Promise<Uint32Array> => {
    if (grammar !== undefined) await startGrammar(grammar);
    return tokenizer.tokenize(template.render(messages));
  };

  const run = async (id: number, request: Run): Promise<void> => {
    generations.set(id, undefined);
    const grammar = request.grammar === undefined ? undefined : await startGrammar(request.grammar);
    if (!generations.has(id)) return;
    const generation = new Generation(parts, request, grammar, (event) => {
      if (!ids.has(generation)) return;
      if (event.type === "done") forget(id);
      send({ type: "event", id, event });
    });
    generations.set(id, generation);
    ids.set(generation, id);
    scheduler.start(generation);
  };

  reportLife(() => scheduler.step);
  send({
    type: "loaded",
    model: {
      contextLength: native.contextLength,
      vocabularySize: vocabulary.size,
      reasoning: template.reasoning,
    },
  });

  return {
    prepare({ id, messages, grammar }) {
      prepare(messages, grammar).then(
        (prompt) => send({ type: "prepared", id, prompt }),
        (error) => fail(id, error),
      );
    },
    run({ id, run: request }) {
      run(id, request).catch((error) => fail(id, error));
    },
    acknowledge({ id, count }) {
      generations.get(id)?.acknowledge(count);
      scheduler.changed();
    },
    cancel({ id }) {
      const generation = forget(id);
      if (generation) generation.finished = true;
      scheduler.changed();
    },
  };
}

/** Short enough that other requests and cancellations wait a fraction of a second on one thread. */
const cpuSliceLength = 32;

/** Milliseconds. */
const lifeEvery = 500;

/** A step that goes on and on is no sign of life; waiting for work is. */
function reportLife(step: () => number | undefined): void {
  let last: number | undefined;
  setInterval(() => {
    const now = step();
    if (now === undefined || now !== last) send({ type: "alive" });
    last = now;
  }, lifeEvery);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) return { code: error.code, message: error.message };
  return { code: "engine_crashed", message: `The engine failed: ${messageOf(error)}` };
}

startWatchdog(Number(process.argv[2]));

let handlers: Handlers | undefined;

process.on("message", (message: ToWorker) => {
  if (message.type === "load") {
    load(message.options).then(
      (loaded) => {
        handlers = loaded;
      },
      (error) => send({ type: "load_failed", failure: failureOf(error) }),
    );
    return;
  }
  const handle = handlers?.[message.type] as ((message: ToWorker) => void) | undefined;
  handle?.(message);
});

// The other side decides when to stop; an interrupt from the terminal reaches both.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
// Not `exit`, which waits for threads that may never come back.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
