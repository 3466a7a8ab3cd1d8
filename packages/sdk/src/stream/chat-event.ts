import type { ChatErrorDetail, ChatStreamingResponseChunk } from "../models/index.js";
import { toldByChunk, toldByErrorEvent } from "../wire/index.js";
import type { ChunkReader } from "./chunk-reader.js";

/** What an event of a chat stream means. */
export interface ChatEvent {
  /** The chunk to give out. */
  chunk?: ChatStreamingResponseChunk | undefined;
  /** The error that the server reports with it; nothing follows. */
  failure?: ChatErrorDetail | undefined;
}

/**
 * What the data of an event means; nothing for one that only keeps the connection alive. Throws on what is no JSON object.
 *
 * @param name the event's name, where it has one
 */
export function interpret(name: string, data: string, read: ChunkReader["read"]): ChatEvent | undefined {
  if (name === "error") return { failure: toldByErrorEvent(data) };
  // Some servers send pings or empty events to keep the connection alive.
  const chunk = data && name !== "ping" ? read(data) : undefined;
  if (!chunk) return undefined;
  const failure = toldByChunk(chunk);
  return failure && isBare(chunk) ? { failure } : { chunk, failure };
}

/** Whether a chunk is nothing but the error it tells. */
const isBare = ({ id, choices }: ChatStreamingResponseChunk): boolean => !choices.length && id === undefined;
