export { earlierOf } from "./earlier.js";
export { keptResponse } from "./kept.js";
export { checkResponsesRequest, type ResponsesCall, responsesCall } from "./read-request.js";
export type { ResponseBody } from "./response-body.js";
export { streamedResponse } from "./streamed-response.js";
export { wholeResponse } from "./whole-response.js";
export { errorBody } from "./words.js";
