import { type FairQueue, QueueFull, type Ticket, type Turn } from "../fair-queue/fair-queue.js";
import { EngineError } from "./types.js";

/** Waits for a turn. Throws an `EngineError` (`queue_full`) when as many wait as may. */
export function enterQueue(queue: FairQueue, turn: Turn, moved: (position: number) => void): Ticket {
  try {
    return queue.enter(turn, moved);
  } catch (error) {
    if (!(error instanceof QueueFull)) throw error;
    const { message, retryAfterSeconds } = error;
    throw new EngineError("queue_full", message, { retryAfterSeconds });
  }
}
