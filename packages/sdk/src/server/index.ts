export { encodeChatChunk, encodeChatResponse } from "./encode.js";
export { type NodeListener, type NodeRequest, type NodeResponse, toNodeListener } from "./node.js";
export type { ChatRequestBody } from "./request.js";
export { createRouteHandler, type RouteHandler, type RouteHandlerOptions } from "./route-handler.js";
export { type SSEOptions, toResponse, toSSE } from "./sse.js";
