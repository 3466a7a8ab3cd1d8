export { type ChatAccumulator, createChatAccumulator } from "./accumulate.js";
export { type ChatStreamOptions, openChatStream } from "./chat-stream.js";
export { EventStream } from "./event-stream.js";
export { collectChat, textDeltas } from "./text.js";
