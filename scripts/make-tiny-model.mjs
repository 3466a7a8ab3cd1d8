// Writes the random-weight model that tests use: node scripts/make-tiny-model.mjs <file.gguf> [seed]
import { tsImport } from "tsx/esm/api";

const [path, seed] = process.argv.slice(2);
if (!path) {
  console.error("usage: node scripts/make-tiny-model.mjs <file.gguf> [seed]");
  process.exit(2);
}
const { writeTinyModel } = await tsImport("../packages/server/test/support/tiny-model.ts", import.meta.url);
await writeTinyModel(path, seed === undefined ? {} : { seed: Number(seed) });
