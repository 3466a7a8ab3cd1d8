import { afterAll, beforeAll, expect, it } from "vitest";
import { LlamaContext } from "../../src/engine/llama/context.js";
import { LlamaModel } from "../../src/engine/llama/model.js";
import { openLlama } from "../../src/engine/llama/open.js";
import { resolveEngineOptions } from "../../src/engine/options.js";
import { evaluate } from "../../src/engine/worker/evaluation.js";
import { loadNative, type Native } from "../../src/engine/worker/native.js";
import type { Sequence } from "../../src/engine/worker/sequences.js";
import { tinyModelTokens } from "../support/tiny-model.js";
import { tinyModelFile } from "./support.js";

const file = tinyModelFile();
let native: Native;

beforeAll(async () => {
  // Here it would speak between the results.
  const { setLog, ignore } = openLlama(false);
  setLog(ignore, null);
  native = loadNative(await resolveEngineOptions({ modelPath: file.path, contextLength: 256, parallel: 4 }));
}, 60_000);
afterAll(() => native?.dispose());

function newSequence(id: number): Sequence {
  native.context.clear(id);
  return { id, tokens: [], exactLength: 0, lastUsed: 0 };
}

const letters = (text: string) => [...text].map((letter) => tinyModelTokens.firstByte + letter.charCodeAt(0));

it("gives each part its own logits, in whatever order parts of whatever length come", () => {
  const texts = ["the sea", "a", "ships and birds that pass in the night", "so"];
  const alone = texts.map((text, id) => {
    const tokens = letters(text);
    const [placed] = evaluate(native.context, [
      { sequence: newSequence(id), tokens, wantedFrom: tokens.length - 1 },
    ]);
    return Float32Array.from(placed!.logits(tokens.length - 1));
  });
  for (const order of [
    [0, 1, 2, 3],
    [2, 0, 3, 1],
    [3, 1],
  ]) {
    const parts = order.map((id) => {
      const tokens = letters(texts[id]!);
      return { sequence: newSequence(id), tokens, wantedFrom: tokens.length - 1 };
    });
    const placed = evaluate(native.context, parts);
    expect(placed.map(({ part }) => part.sequence.id).sort()).toEqual([...order].sort());
    for (const { part, logits } of placed) {
      expect(part.sequence.tokens).toEqual(part.tokens);
      const found = logits(part.tokens.length - 1);
      const expected = alone[part.sequence.id]!;
      for (let token = 0; token < expected.length; token++) {
        expect(Math.abs(found[token]! - expected[token]!)).toBeLessThan(1e-3);
      }
    }
  }
});

it("is to the last bit the same in one call and in several of a unit each", () => {
  const { unit } = native.context;
  const tokens = letters("The keeper counts the ships. ".repeat(9).slice(0, 3 * unit));
  const last = tokens.length - 1;
  const [whole] = evaluate(native.context, [{ sequence: newSequence(1), tokens, wantedFrom: last }]);
  const expected = Float32Array.from(whole!.logits(last));
  const sequence = newSequence(2);
  for (let start = 0; start < tokens.length; start += unit) {
    const slice = tokens.slice(start, start + unit);
    const [placed] = evaluate(native.context, [{ sequence, tokens: slice, wantedFrom: unit - 1 }]);
    if (start + unit > last) expect(placed!.logits(unit - 1)).toEqual(expected);
  }
});

it("is to the last bit the same in a context that was given room meanwhile", () => {
  const native = openLlama(false);
  const model = LlamaModel.load(native, file.path, 0)!;
  const options = { mostLength: 1024, sequences: 3, batchSize: 64, unit: 64, threads: 2 };
  const afterwards = (context: LlamaContext) => {
    const [first, second] = [1, 2].map((id): Sequence => ({ id, tokens: [], exactLength: 0, lastUsed: 0 }));
    evaluate(context, [
      { sequence: first!, tokens: letters("The keeper counts the ships."), wantedFrom: 99 },
    ]);
    evaluate(context, [{ sequence: second!, tokens: letters("So does his daughter."), wantedFrom: 99 }]);
    context.reserve(600);
    return [first!, second!].map((sequence) => {
      const [placed] = evaluate(context, [{ sequence, tokens: letters(" And"), wantedFrom: 3 }]);
      return Float32Array.from(placed!.logits(3));
    });
  };
  const whole = new LlamaContext(native, model, { ...options, length: 1024 });
  const growing = new LlamaContext(native, model, { ...options, length: 256 });
  expect(afterwards(growing)).toEqual(afterwards(whole));
  expect([growing.length, whole.length]).toEqual([1024, 1024]);
  growing.dispose();
  whole.dispose();
  native.freeModel(model.pointer);
});
