export { type ChatAccumulator, createChatAccumulator } from "./accumulate.js";
export { openChatStream } from "./chat-stream.js";
export type { EventReaderOptions, StreamLimit } from "./event-reader.js";
export { EventStream } from "./event-stream.js";
export { collectChat, textDeltas } from "./text.js";
