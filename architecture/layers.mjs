// What each folder is for and what it may import. The tests beside this file hold every import to it, and
// `node architecture/draw.mjs` draws docs/architecture.md from it.

/**
 * @typedef {object} Layer
 * @property {string} job What it is for, in a sentence.
 * @property {string[] | "everything"} mayImport Other layers, by their keys. Tests that stand in a layer are held to it too.
 */

/**
 * @typedef {object} Part
 * @property {string} source The folder that holds the layers, from the root of the repository.
 * @property {Record<string, Layer>} layers By folder or file below `source`; the longest that fits a file is its layer.
 * @property {boolean | string[]} node Whether it may use what Node.js brings, or which layers may.
 * @property {Record<string, string[] | "everything">} libraries Every package that may be imported, and by which layers.
 */

/** @type {Record<string, Part>} */
export const parts = {
  sdk: {
    source: "packages/sdk/src",
    layers: {
      "index.ts": {
        job: "the main entry: all public names but those of React",
        mayImport: ["sdk", "funcs", "core", "http", "stream"],
      },
      "core.ts": {
        job: "the entry of standalone functions: the client without methods",
        mayImport: ["core"],
      },
      "models/errors": { job: "the entry of the errors", mayImport: ["errors"] },
      "models/operations": { job: "what an operation takes and gives", mayImport: ["stream", "models"] },
      "types/index.ts": { job: "the entry of helper types", mayImport: ["core", "types"] },
      "types/fp.ts": { job: "results as the published package has them", mayImport: ["core"] },
      server: {
        job: "half a server: chunks → server-sent events; a route handler that adds the key and limits what may be asked for",
        mayImport: ["funcs", "core", "stream", "wire", "errors", "models"],
      },
      testing: {
        job: "a test server on loopback: scripted answers, faults, recordings",
        mayImport: [],
      },
      tools: {
        job: "the loop of answers, calls and results; its state as plain JSON",
        mayImport: ["funcs", "core", "structured-output", "stream", "errors", "models", "types"],
      },
      "structured-output/index.ts": {
        job: "the entry of answers as values",
        mayImport: ["funcs", "structured-output"],
      },
      "react-query": {
        job: "provider, `useChatSendMutation`, `useChat`, a query for each operation that reads: thin layers over `funcs` and `chat-session`",
        mayImport: ["chat-session", "funcs", "core", "models/operations", "stream", "models"],
      },
      vue: { job: "`useChat` as refs over `chat-session`", mayImport: ["chat-session"] },
      svelte: { job: "`useChat` as a store over `chat-session`", mayImport: ["chat-session"] },
      solid: { job: "`useChat` as signals over `chat-session`", mayImport: ["chat-session"] },
      opentelemetry: {
        job: "a fetcher that tells OpenTelemetry about each chat completion: spans and metrics",
        mayImport: ["http", "stream", "wire", "models"],
      },
      "chat-session": {
        job: "the state of a conversation for user interfaces, of no framework",
        mayImport: ["funcs", "core", "stream", "errors", "models"],
      },
      sdk: {
        job: "the `OpenRouter` class: each method unwraps a function",
        mayImport: ["funcs", "core", "models/operations", "structured-output", "stream", "models"],
      },
      funcs: {
        job: "one function an operation: `chatSend`, `chatParse`, `modelsList` …",
        mayImport: [
          "core",
          "http",
          "models/operations",
          "structured-output",
          "stream",
          "wire",
          "errors",
          "models",
        ],
      },
      "structured-output": {
        job: "a schema → `responseFormat`; an answer → a validated value; JSON as it grows",
        mayImport: ["stream", "wire", "errors", "models", "types"],
      },
      stream: {
        job: "bytes → server-sent events → chunks; accumulator; text deltas",
        mayImport: ["http", "wire", "errors", "models"],
      },
      core: {
        job: "one operation from its options to its `Result`: authentication, headers, debug log, retries; knows no chat",
        mayImport: ["http", "errors"],
      },
      wire: {
        job: "camelCase values ⇄ snake_case JSON, by tables of shapes; data of the user is never touched",
        mayImport: ["errors", "models"],
      },
      http: {
        job: "`HTTPClient`; time limits and signals as one; what a failed `fetch` means",
        mayImport: ["errors"],
      },
      errors: { job: "every error class and guard", mayImport: ["models"] },
      models: {
        job: "the public types: request, response, chunk; no code but constants",
        mayImport: ["types"],
      },
      types: { job: "types that help to write the others", mayImport: [] },
    },
    node: ["testing"],
    // "node" stands for the types of Node.js.
    libraries: {
      react: ["react-query"],
      "@tanstack/react-query": ["react-query"],
      vue: ["vue"],
      svelte: ["svelte"],
      "solid-js": ["solid"],
      "@opentelemetry/api": ["opentelemetry"],
      node: ["testing"],
    },
  },

  server: {
    source: "packages/server/src",
    layers: {
      cli: { job: "the commands: `openrouter serve`, `chat`, `models`", mayImport: "everything" },
      "index.ts": { job: "what a program that embeds the server may use", mayImport: "everything" },
      "start-server.ts": { job: "puts the parts together and starts them", mayImport: "everything" },
      "compose-router.ts": {
        job: "the router over the embedded models and what the configuration names",
        mayImport: "everything",
      },
      "options.ts": {
        job: "what such a program chooses",
        mayImport: [
          "http",
          "router",
          "config",
          "providers/embedded",
          "telemetry",
          "storage",
          "engine",
          "accounts",
        ],
      },
      http: {
        job: "sockets, authentication, limits, server-sent events, one file a route, the static page",
        mayImport: [
          "formats",
          "router",
          "response-cache",
          "response-healing",
          "telemetry",
          "accounts",
          "guardrails",
          "storage",
          "threads",
          "fair-queue",
          "generation",
        ],
      },
      formats: {
        job: "one folder an API language: schema, request → task, events → bytes",
        mayImport: ["generation"],
      },
      router: {
        job: "which endpoint, in which order; fallback, health, price",
        mayImport: ["generation"],
      },
      "response-cache": {
        job: "the same question again: the answer that is kept, or the one that is on its way",
        mayImport: ["generation"],
      },
      "response-healing": {
        job: "answers that were to be JSON: repaired",
        mayImport: ["generation"],
      },
      telemetry: {
        job: "traces over OTLP, in the words of OpenTelemetry's conventions",
        mayImport: ["generation"],
      },
      config: {
        job: "the configuration file: schema, checks with lines, watching; what it offers, as models of the router",
        mayImport: [
          "formats",
          "router",
          "providers/openai",
          "providers/anthropic",
          "providers/gemini",
          "providers/http",
          "accounts",
          "generation",
          "user-error.ts",
        ],
      },
      "providers/openai": {
        job: "servers that speak the chat completions API, by tables of their dialects",
        mayImport: ["providers/http", "generation"],
      },
      "providers/anthropic": {
        job: "servers that speak the Messages API: signed thoughts, what each model refuses",
        mayImport: ["providers/http", "generation"],
      },
      "providers/gemini": {
        job: "servers that speak `generateContent`: signatures, several candidates, logprobs",
        mayImport: ["providers/http", "generation"],
      },
      "providers/http": {
        job: "requests to other servers: connections, time limits, keys, streams of bytes, what failures mean",
        mayImport: ["generation"],
      },
      "providers/embedded": {
        job: "a task → the embedded engine; its text → tool calls and reasoning",
        mayImport: ["engine", "constraints", "generation"],
      },
      accounts: {
        job: "keys: who asks and what they may; budgets and limits: reserved, then settled",
        mayImport: ["storage", "fair-queue", "generation"],
      },
      storage: {
        job: "what is kept and counted, by one process or many: interfaces, databases, migrations, counters",
        mayImport: ["generation", "threads"],
      },
      generation: {
        job: "the neutral core: task, event, error, provider; runs, buffers, cancels and records one answer",
        mayImport: [],
      },
      engine: {
        job: "the embedded model in a process of its own: queue, batching, sampling",
        mayImport: ["constraints", "fair-queue", "user-error.ts"],
      },
      constraints: {
        job: "a schema, grammar or tool → what may be drawn",
        mayImport: ["threads", "fair-queue"],
      },
      threads: {
        job: "tasks in threads, under limits of time and memory that are their own",
        mayImport: ["fair-queue"],
      },
      guardrails: {
        job: "regular expressions that redact or block in prompts, in linear time",
        mayImport: ["threads", "fair-queue", "generation"],
      },
      "fair-queue": { job: "places, taken in turns between clients", mayImport: [] },
      "model-files": {
        job: "model files: catalogue, hub, download, cache",
        mayImport: ["user-error.ts"],
      },
      "user-error.ts": { job: "a failure whose message says what to do", mayImport: [] },
    },
    node: true,
    libraries: {
      ajv: ["constraints"],
      "@openrouter/sdk": "everything",
      hono: ["http"],
      "@hono/node-server": ["http"],
      "prom-client": ["http"],
      zod: ["http", "formats", "config", "model-files"],
      pino: ["cli", "start-server.ts", "compose-router.ts", "options.ts", "http"],
      undici: ["providers/http"],
      yaml: ["config"],
      jsonrepair: ["response-healing"],
      re2js: ["guardrails"],
      "@opentelemetry/api": ["telemetry"],
      "@opentelemetry/core": ["telemetry"],
      "@opentelemetry/exporter-trace-otlp-http": ["telemetry"],
      "@opentelemetry/resources": ["telemetry"],
      "@opentelemetry/sdk-trace": ["telemetry"],
      koffi: ["engine"],
      "@huggingface/jinja": ["engine"],
      "@libsql/client": ["storage"],
      kysely: ["storage"],
      pg: ["storage"],
      ioredis: ["storage"],
      "jsonc-parser": ["http", "formats"],
      commander: ["cli"],
      "cli-progress": ["cli"],
      open: ["cli"],
      "env-paths": ["cli", "model-files"],
    },
  },

  page: {
    source: "apps/web/src",
    layers: {
      "main.tsx": { job: "starts the page", mayImport: ["app", "conversations", "ui", "styles"] },
      app: {
        job: "the frame: layout, shortcuts, dialogs",
        mayImport: [
          "bench",
          "rooms",
          "chat",
          "conversations",
          "request",
          "navigation",
          "settings",
          "mcp",
          "models",
          "ui",
        ],
      },
      rooms: {
        job: "what the server tells those who run it: usage, keys, providers, the log",
        mayImport: ["navigation", "settings", "models", "ui"],
      },
      bench: {
        job: "one question to several models or settings, side by side",
        mayImport: ["chat", "conversations", "request", "navigation", "models", "markdown", "ui"],
      },
      chat: {
        job: "one conversation: messages, composer, tool calls, probabilities, errors and their remedies",
        mayImport: ["conversations", "request", "navigation", "settings", "mcp", "editor", "markdown", "ui"],
      },
      conversations: {
        job: "what is kept in this browser, the list, import and export",
        mayImport: ["request", "navigation", "ui"],
      },
      request: {
        job: "every parameter of a request, from one table, and the code that sends it",
        mayImport: ["settings", "editor", "markdown", "ui"],
      },
      navigation: {
        job: "which conversation, dialog or field is in front",
        mayImport: ["settings", "ui"],
      },
      settings: { job: "theme, base URL, key", mayImport: ["mcp", "models", "ui"] },
      mcp: { job: "servers of tools: their addresses, what runs with whose consent", mayImport: ["ui"] },
      models: { job: "the server's models and the picker", mayImport: ["ui"] },
      editor: { job: "the code editor; problems of JSON, JSON schema and GBNF by line", mayImport: ["ui"] },
      markdown: {
        job: "a growing text → blocks → elements; code is coloured in a worker",
        mayImport: ["ui"],
      },
      ui: { job: "buttons, dialogs, live region, stores", mayImport: [] },
      styles: { job: "colours and type", mayImport: [] },
    },
    node: false,
    libraries: {
      "@openrouter/sdk": ["app", "bench", "chat", "conversations", "mcp", "request"],
      "@modelcontextprotocol/client": ["mcp"],
      zod: ["mcp"],
      "@openrouter/server/constraints": ["editor"],
      "@openrouter/server/parameters": ["request"],
      react: "everything",
      "react-dom": ["main.tsx"],
      "@tanstack/react-query": ["rooms"],
      chartist: ["rooms"],
      "lucide-react": "everything",
      "@base-ui/react": ["models", "ui"],
      "@cfworker/json-schema": ["editor"],
      "@codemirror/commands": ["editor"],
      "@codemirror/lang-json": ["editor"],
      "@codemirror/language": ["editor"],
      "@codemirror/lint": ["editor"],
      "@codemirror/state": ["editor"],
      "@codemirror/view": ["editor"],
      "@lezer/highlight": ["editor"],
      diff: ["bench"],
      katex: ["markdown"],
      idb: ["conversations"],
      "jsonc-parser": ["editor"],
      "pdfjs-dist": ["chat"],
      lowlight: ["markdown"],
      hast: ["markdown"],
      marked: ["markdown"],
      mermaid: ["markdown"],
      remend: ["markdown"],
    },
  },
};

/**
 * The layer of a file.
 * @param {Part} part
 * @param {string} file Path from the root of the repository.
 * @returns {string | undefined} Its key; undefined when no layer holds the file.
 */
export function layerOf({ source, layers }, file) {
  if (!file.startsWith(`${source}/`)) return undefined;
  const path = file.slice(source.length + 1);
  return Object.keys(layers)
    .filter((key) => path === key || path.startsWith(`${key}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/**
 * The layers that a layer may import.
 * @param {Part} part
 * @param {string} key
 */
export function mayImport({ layers }, key) {
  const { mayImport: allowed } = layers[key];
  return allowed === "everything" ? Object.keys(layers).filter((other) => other !== key) : allowed;
}
