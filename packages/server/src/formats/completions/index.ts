export { readCompletionRequest } from "./read-request.js";
export { streamedCompletion } from "./streamed-completion.js";
export { wholeCompletion } from "./whole-completion.js";
