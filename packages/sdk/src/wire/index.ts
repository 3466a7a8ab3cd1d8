export { decodeChatChunk, decodeChatResponse, decodeErrorBody } from "./decode.js";
export { encodeChatRequest } from "./encode.js";
