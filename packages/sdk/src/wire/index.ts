export { decodeChatChunk, decodeChatResponse } from "./decode.js";
export { encodeChatRequest } from "./encode.js";
