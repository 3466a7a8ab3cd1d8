// What it costs to find the tokens that may come next under a grammar, ours against the library's own, in turns within
// one run. Usage: node bench/masks.mjs <model.gguf> …
import { compileConstraint } from "../packages/server/dist/constraints/index.js";
import { EngineGrammar } from "../packages/server/dist/engine/grammar/engine-grammar.js";
import { GrammarMatcher } from "../packages/server/dist/engine/grammar/grammar-matcher.js";
import { TokenTrie } from "../packages/server/dist/engine/grammar/token-trie.js";
import { LlamaModel } from "../packages/server/dist/engine/llama/model.js";
import { openLlama } from "../packages/server/dist/engine/llama/open.js";
import { createVocabulary } from "../packages/server/dist/engine/worker/vocabulary.js";
import { libraryGrammars } from "./lib/library-grammar.mjs";

const text = 'The lighthouse keeper\'s daughter "Anna" saw the ship – once a year. '.repeat(3);
const string = { type: "string" };
/** Schemas and answers that keep to them. */
const cases = {
  "strings in objects": [
    { type: "object", properties: { name: string, city: string, notes: { type: "array", items: string } } },
    { name: "Anna Karenina", city: "Sankt Petersburg", notes: [text, "short", text] },
  ],
  "strings of limited length": [
    {
      type: "object",
      properties: { title: { ...string, maxLength: 300 }, code: { ...string, minLength: 4, maxLength: 20 } },
    },
    { title: text.slice(0, 200), code: "AB-1234" },
  ],
  "patterns, formats, numbers": [
    {
      type: "array",
      items: {
        type: "object",
        properties: {
          id: { ...string, pattern: "^[A-Z]{2}-\\d{4}$" },
          when: { ...string, format: "date-time" },
          mail: { ...string, format: "email" },
          price: { type: "number", minimum: 0, maximum: 10000 },
        },
      },
    },
    Array(4).fill({ id: "AB-1234", when: "2026-01-31T12:30:00Z", mail: "anna.k@example.com", price: 129.95 }),
  ],
  "any JSON": [{}, { a: [1, 2.5, true, null, { b: text, c: [[], {}] }], d: { e: { f: text } } }],
};

/** Tokens by which a text is written, each the longest that fits. */
function tokensOf(text, vocabulary) {
  const byText = new Map();
  for (let token = 0; token < vocabulary.size; token++) {
    const bytes = Buffer.from(vocabulary.text(token)).toString("latin1");
    if (bytes !== "" && !vocabulary.endsGeneration(token)) byText.set(bytes, token);
  }
  const rest = Buffer.from(text).toString("latin1");
  const tokens = [];
  for (let at = 0; at < rest.length; ) {
    let length = Math.min(40, rest.length - at);
    while (!byText.has(rest.slice(at, at + length))) length--;
    tokens.push(byText.get(rest.slice(at, at + length)));
    at += length;
  }
  return tokens;
}

/** Milliseconds of each mask on the way through the tokens. */
function timesOf(grammar, tokens, logits) {
  return tokens.map((token) => {
    logits.fill(0);
    const started = performance.now();
    grammar.mask(logits);
    const time = performance.now() - started;
    if (logits[token] === -Infinity) throw new Error("the answer doesn't keep to its schema");
    grammar.accept(token);
    return time;
  });
}

const mean = (times) => times.reduce((sum, time) => sum + time, 0) / times.length;

function compareMasks(modelPath, rounds = 3) {
  const native = openLlama(false);
  native.setLog(native.ignore, null);
  const model = LlamaModel.load(native, modelPath, 0);
  const vocabulary = createVocabulary(model);
  const trie = new TokenTrie(vocabulary);
  const libraryGrammar = libraryGrammars(model.vocabulary, vocabulary.size);
  const logits = new Float32Array(vocabulary.size);
  const rows = Object.entries(cases).map(([name, [schema, answer]]) => {
    const { grammar: source } = compileConstraint({
      format: { type: "json_schema", json_schema: { schema } },
    });
    const tokens = tokensOf(JSON.stringify(answer), vocabulary);
    const grammar = new EngineGrammar(source, trie);
    const first = timesOf(new GrammarMatcher(grammar), tokens, logits);
    const ours = [];
    const library = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(...timesOf(new GrammarMatcher(grammar), tokens, logits));
      const other = libraryGrammar(source);
      library.push(...timesOf(other, tokens, logits));
      other.dispose();
    }
    return {
      name,
      tokens: tokens.length,
      firstMean: mean(first),
      firstLongest: Math.max(...first),
      mean: mean(ours),
      longest: Math.max(...ours),
      libraryMean: mean(library),
      libraryLongest: Math.max(...library),
      ratio: mean(library) / mean(ours),
    };
  });
  native.freeModel(model.pointer);
  return { vocabularySize: vocabulary.size, rows };
}

for (const path of process.argv.slice(2)) {
  const { vocabularySize, rows } = compareMasks(path);
  console.log(`\n${vocabularySize} tokens; milliseconds a mask: mean (longest)\n`);
  console.log("| | first answer | later answers | the library | ratio |\n|---|---|---|---|---|");
  const cell = (one, other) => `${one.toFixed(3)} (${other.toFixed(1)})`;
  for (const row of rows) {
    const cells = [cell(row.firstMean, row.firstLongest), cell(row.mean, row.longest)];
    cells.push(cell(row.libraryMean, row.libraryLongest), `${row.ratio.toFixed(1)} ×`);
    console.log(`| ${row.name}, ${row.tokens} tokens | ${cells.join(" | ")} |`);
  }
}
