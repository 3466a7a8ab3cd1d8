import { freemem } from "node:os";
import type { ModelFacts } from "./model-check.js";

/** Of the memory that is free beside the weights, this part may hold contexts. */
const memoryShare = 1 / 4;
/** A context is never shorter, whatever the memory. */
const leastLength = 2048;
const step = 256;

/**
 * Tokens of context for each of `parallel` requests: as wanted, else as many as a quarter of the free memory holds;
 * never more than the model was trained for.
 */
export function fittingContextLength(
  { trainedLength, bytesPerToken, fileSize }: Omit<ModelFacts, "fixedLength">,
  wanted: number | undefined,
  parallel: number,
  free = freeMemory(),
): number {
  if (wanted !== undefined) return Math.min(wanted, trainedLength);
  const budget = Math.max(0, free - fileSize) * memoryShare;
  const tokens = bytesPerToken > 0 ? budget / (bytesPerToken * parallel) : trainedLength;
  const fitting = Math.max(leastLength, Math.floor(tokens / step) * step);
  return Math.min(trainedLength, fitting);
}

/** Bytes; the limit of a container counts. */
function freeMemory(): number {
  return (process as { availableMemory?: () => number }).availableMemory?.() ?? freemem();
}
