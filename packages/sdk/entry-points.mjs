/** Entry point of the package → its source in `src/`. `scripts/sdk-exports.mjs` writes `exports` of package.json from it. */
export const entryPoints = {
  ".": "index.ts",
  "./core": "core.ts",
  "./funcs/chatSend": "funcs/chatSend.ts",
  "./funcs/chatParse": "funcs/chatParse.ts",
  "./structured-output": "structured-output/index.ts",
  "./tools": "tools/index.ts",
  "./testing": "testing/index.ts",
  "./react-query": "react-query/index.ts",
  "./react-query/chatSend": "react-query/chatSend.ts",
  "./react-query/useChat": "react-query/useChat.ts",
  "./chat-session": "chat-session/index.ts",
  "./server": "server/index.ts",
  "./models": "models/index.ts",
  "./models/operations": "models/operations/index.ts",
  "./models/errors": "models/errors/index.ts",
  "./types": "types/index.ts",
};
