import { getLlama } from "node-llama-cpp";

/** The library's own generation loop and nothing else: same process, no queue, no stop strings, no prefixes. */
export async function bareLoop(modelPath, threads = 1) {
  const llama = await getLlama({ gpu: false, build: "never", maxThreads: threads, logLevel: "disabled" });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: 2048, threads, batchSize: 512 });
  const sequence = context.getSequence();
  return {
    async run(messages, { tokens, temperature }, onText) {
      await sequence.clearHistory();
      const turns = messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`);
      const prompt = model.tokenize(`${turns.join("")}<|im_start|>assistant\n`, true);
      const sampling = { temperature, topK: 0, topP: 1, minP: 0, seed: 1 };
      let generated = 0;
      for await (const token of sequence.evaluate(prompt, { ...sampling, yieldEogToken: true })) {
        onText(model.detokenize([token]));
        if (++generated === tokens) break;
      }
    },
    close: () => llama.dispose(),
  };
}
