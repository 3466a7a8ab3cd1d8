import { BoundedCache } from "../../constraints/index.js";
import { EngineGrammar } from "../grammar/engine-grammar.js";
import { GrammarMatcher } from "../grammar/grammar-matcher.js";
import { TokenTrie } from "../grammar/token-trie.js";
import type { ResolvedEngineOptions } from "../options.js";
import type { FromWorker, Run, ToWorker } from "../protocol.js";
import { EngineError, type Prompt } from "../types.js";
import { Generation } from "./generation.js";
import { loadNative } from "./native.js";
import { failureOf, type Handlers, messageOf, runProcess, type Send } from "./process.js";
import { createChatTemplate, createPromptTokenizer } from "./prompt.js";
import { Scheduler } from "./scheduler.js";
import { SequencePool } from "./sequences.js";
import { TokenChoice } from "./token-choice.js";
import { createVocabulary } from "./vocabulary.js";

/** The engine's process: loads the model, answers requests that arrive as messages. */
function load(options: ResolvedEngineOptions, send: Send<FromWorker>): Handlers<ToWorker> {
  const native = loadNative(options, () => send({ type: "opening" }));
  const vocabulary = createVocabulary(native.model);
  const { begin, end } = native.model.marks;
  const template = createChatTemplate(native.model.chatTemplate, { bos_token: begin, eos_token: end });
  const tokenizer = createPromptTokenizer(native.model, native.contextLength);
  const { size } = vocabulary;
  const space = { choice: new TokenChoice(size), logits: new Float32Array(size) };
  const parts = { contextLength: native.contextLength, vocabulary, space };
  const generations = new Map<number, Generation>();
  const ids = new Map<Generation, number>();
  const sequences = new SequencePool(native.context, options.parallel);

  const fail = (id: number, error: unknown) => send({ type: "failed", id, failure: failureOf(error) });
  const attempt = (id: number, work: () => void) => {
    try {
      work();
    } catch (error) {
      fail(id, error);
    }
  };
  const forget = (id: number) => {
    const generation = generations.get(id);
    generations.delete(id);
    if (generation) ids.delete(generation);
    return generation;
  };
  const scheduler = new Scheduler(native.context, sequences, (generation, error) => {
    const id = ids.get(generation);
    if (id === undefined) return;
    forget(id);
    fail(id, error);
  });

  const trie = once(() => new TokenTrie(vocabulary));
  const grammars = new BoundedCache<EngineGrammar>(keptGrammars);
  const grammarOf = (source: string): EngineGrammar => {
    const known = grammars.get(source);
    if (known) return known;
    try {
      const grammar = new EngineGrammar(source, trie());
      grammars.set(source, grammar, source.length);
      return grammar;
    } catch (error) {
      throw new EngineError("invalid_grammar", `The grammar can't be used: ${messageOf(error)}`);
    }
  };

  const prepare = ({ messages, text }: Prompt, grammar: string | undefined): Uint32Array => {
    if (grammar !== undefined) grammarOf(grammar);
    return text === undefined ? tokenizer.tokenize(template.render(messages)) : tokenizer.tokenizeText(text);
  };

  const run = (id: number, request: Run): void => {
    const grammar =
      request.grammar === undefined ? undefined : new GrammarMatcher(grammarOf(request.grammar));
    const generation = new Generation(parts, request, grammar, (event) => {
      if (!ids.has(generation)) return;
      if (event.type === "done") forget(id);
      send({ type: "event", id, event });
    });
    generations.set(id, generation);
    ids.set(generation, id);
    scheduler.start(generation);
  };

  send({
    type: "loaded",
    model: {
      contextLength: native.contextLength,
      vocabularySize: vocabulary.size,
      reasoning: template.reasoning,
    },
  });

  return {
    prepare({ id, prompt, grammar }) {
      attempt(id, () => send({ type: "prepared", id, prompt: prepare(prompt, grammar) }));
    },
    run({ id, run: request }) {
      attempt(id, () => run(id, request));
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

/** Characters of the grammars that are kept ready. */
const keptGrammars = 2_000_000;

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

runProcess<ToWorker, FromWorker>(({ options }, send) => load(options, send));
