import { getLlama } from "node-llama-cpp";

/** The library's own generation loop and nothing else: same process, no queue, no stop strings, no messages. */
export async function bareLoop(modelPath) {
  const llama = await getLlama({ gpu: false, build: "never", maxThreads: 1, logLevel: "disabled" });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: 1024, threads: 1, batchSize: 512 });
  const sequence = context.getSequence();
  return {
    async run(system, content, tokens) {
      await sequence.clearHistory();
      const prompt = model.tokenize(
        `<|im_start|>system\n${system}<|im_end|>\n<|im_start|>user\n${content}<|im_end|>\n<|im_start|>assistant\n`,
        true,
      );
      const started = performance.now();
      let first;
      let generated = 0;
      const loop = sequence.evaluate(prompt, {
        temperature: 1,
        topK: 0,
        topP: 1,
        minP: 0,
        seed: 1,
        yieldEogToken: true,
      });
      for await (const token of loop) {
        first ??= performance.now();
        model.detokenize([token]);
        if (++generated === tokens) break;
      }
      const ended = performance.now();
      return {
        firstMs: first - started,
        tokensPerSecond: ((generated - 1) * 1000) / (ended - first),
        generated,
      };
    },
    close: () => llama.dispose(),
  };
}
