export { answerError, FAILED, readAnswer, toldByChunk, toldByErrorEvent } from "./answer.js";
export { decodeBody, decodeChatChunk, decodeChatResponse } from "./decode.js";
export { encodeChatRequest } from "./encode.js";
