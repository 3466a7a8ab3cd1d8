import type { ChatGenerationParams } from "../../src/models/index.js";

/** The smallest request. */
export const question = {
  model: "test/model",
  messages: [{ role: "user", content: "Hi" }],
} satisfies ChatGenerationParams;
