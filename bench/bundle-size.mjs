// Size of what a browser loads: bundled, minified, gzipped.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { printWhenMain } from "./lib/report.mjs";

/** Names whose presence in a bundle means that something came along that nobody asked for. */
const strangers = [
  "createChatSession",
  "useChat",
  "useMutation",
  "createContext",
  "collectChat",
  'from"node:',
];

const sources = {
  "OpenRouterCore + chatSend": {
    budget: 8.5,
    // What has been reached; the budget is still to be met.
    limit: 10,
    source: `export { OpenRouterCore } from "@openrouter/sdk/core.js";
      export { chatSend } from "@openrouter/sdk/funcs/chatSend.js";`,
    peers: {
      "published SDK 0.1.11": `export { OpenRouterCore } from "published-openrouter-sdk-seed/core.js";
        export { chatSend } from "published-openrouter-sdk-seed/funcs/chatSend.js";`,
      "published SDK 1.3.19": `export { OpenRouterCore } from "published-openrouter-sdk/core.js";
        export { chatSend } from "published-openrouter-sdk/funcs/chatSend.js";`,
      "openai 6": `export { default } from "openai";`,
    },
  },
  "OpenRouter, the main entry": {
    budget: 11,
    // What has been reached; the budget is still to be met.
    limit: 12.22,
    source: `export { OpenRouter } from "@openrouter/sdk";`,
    peers: {
      "published SDK 0.1.11": `export { OpenRouter } from "published-openrouter-sdk-seed";`,
      "published SDK 1.3.19": `export { OpenRouter } from "published-openrouter-sdk";`,
    },
  },
};

export async function bundle(source) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

const kilobytes = (text) => gzipSync(text, { level: 9 }).length / 1000;

export async function measure({ peers = true } = {}) {
  const rows = [];
  for (const [what, { source, budget, limit = budget, peers: others }] of Object.entries(sources)) {
    const text = await bundle(source);
    const found = strangers.filter((name) => text.includes(name));
    if (found.length) throw new Error(`${what}: the bundle contains ${found.join(", ")}`);
    const compared = {};
    for (const [name, other] of Object.entries(peers ? others : {}))
      compared[name] = kilobytes(await bundle(other));
    rows.push({
      what: `Bundle of ${what}`,
      value: kilobytes(text),
      unit: "KB",
      budget,
      limit,
      compared,
    });
  }
  return rows;
}

await printWhenMain(import.meta, measure);
