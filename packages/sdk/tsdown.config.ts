import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    core: "src/core.ts",
    "funcs/chatSend": "src/funcs/chatSend.ts",
    "react-query/index": "src/react-query/index.ts",
    "react-query/chatSend": "src/react-query/chatSend.ts",
    "models/index": "src/models/index.ts",
    "models/operations/index": "src/models/operations/index.ts",
    "models/errors/index": "src/models/errors/index.ts",
    "types/index": "src/types/index.ts",
  },
  format: ["esm", "cjs"],
  platform: "neutral",
  target: "es2022",
  dts: true,
  clean: true,
  sourcemap: true,
});
