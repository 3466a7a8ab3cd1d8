import type { ChatMessage } from "../../src/chat-session/index.js";

/** The text of a message. */
export const textOf = ({ parts }: ChatMessage): string =>
  parts.map((part) => ("text" in part ? part.text : "")).join("");
