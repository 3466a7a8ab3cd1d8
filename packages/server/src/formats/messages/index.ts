export { type MessagesCall, readCountTokensRequest, readMessagesRequest } from "./read-request.js";
export { streamedMessage } from "./streamed-message.js";
export { wholeMessage } from "./whole-message.js";
export { errorBody } from "./words.js";
