export { errorBody } from "./error-body.js";
export { type ChatCompletion, readChatRequest } from "./read-request.js";
export { routeMetadata } from "./route-metadata.js";
export { streamedAnswer } from "./streamed-answer.js";
export { messageBody, wholeAnswer } from "./whole-answer.js";
