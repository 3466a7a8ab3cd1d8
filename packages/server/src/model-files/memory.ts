import { totalmem } from "node:os";

/** Beside the weights: the engine and its buffers. */
const engineBytes = 300e6;
/** Beside the weights: the memory of a conversation, as a share of them. */
const conversationShare = 0.2;

/** Memory that this process may use in all, in bytes: the machine's, or the limit of its container. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** About how much memory a model whose files have this size takes, in bytes. */
export function neededMemory(bytes: number): number {
  return Math.round(bytes * (1 + conversationShare) + engineBytes);
}
