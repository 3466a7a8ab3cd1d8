import { existsSync } from "node:fs";
import { defineConfig } from "tsdown";

/** Entry point of the package → its source. */
const entries = {
  index: "src/index.ts",
  core: "src/core.ts",
  "funcs/chatSend": "src/funcs/chatSend.ts",
  "react-query/index": "src/react-query/index.ts",
  "react-query/chatSend": "src/react-query/chatSend.ts",
  "react-query/useChat": "src/react-query/useChat.ts",
  "chat-session/index": "src/chat-session/index.ts",
  "models/index": "src/models/index.ts",
  "models/operations/index": "src/models/operations/index.ts",
  "models/errors/index": "src/models/errors/index.ts",
  "types/index": "src/types/index.ts",
};

export default defineConfig({
  entry: Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(source))),
  format: ["esm", "cjs"],
  platform: "neutral",
  target: "es2022",
  dts: true,
  clean: true,
  sourcemap: true,
  // One file for what the entry points share: each file more costs a millisecond or so of import time.
  outputOptions: {
    codeSplitting: {
      groups: [{ name: "shared", test: /src\/(core|errors|funcs|http|sdk|stream|wire)\/.*(?<!\.d)\.ts$/ }],
    },
  },
});
