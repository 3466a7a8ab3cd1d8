export { checkedGrammar } from "../constraints/index.js";
export { createEngine } from "./engine.js";
export type { EngineOptions } from "./options.js";
export * from "./types.js";
