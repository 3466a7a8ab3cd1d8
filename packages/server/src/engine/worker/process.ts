import type { Failure, LifeSign } from "../protocol.js";
import { EngineError } from "../types.js";
import { startWatchdog } from "./watchdog.js";

export type Send<Message> = (message: Message) => void;

/** What is done with each kind of message but the first, which has the model loaded. */
export type Handlers<Request extends { type: string }> = {
  [T in Exclude<Request["type"], "load">]: (message: Extract<Request, { type: T }>) => void;
};

/** Milliseconds between two signs of life. Evaluations block this thread: one that hangs gives none. */
const lifeEvery = 500;

/** Makes this process one with a model, which its parent supervises: messages in, messages out, and gone with it. */
export function runProcess<Request extends { type: string }, Message>(
  load: (request: Extract<Request, { type: "load" }>, send: Send<Message>) => Handlers<Request>,
): void {
  const send = (message: Message | LifeSign<never>) => {
    if (process.connected) process.send?.(message);
  };
  startWatchdog(Number(process.argv[2]));
  let handlers: Handlers<Request> | undefined;
  process.on("message", (message: Request) => {
    if (message.type === "load") {
      try {
        handlers = load(message as Extract<Request, { type: "load" }>, send);
        setInterval(() => send({ type: "alive" }), lifeEvery);
      } catch (error) {
        send({ type: "load_failed", failure: failureOf(error) });
      }
      return;
    }
    const handle = handlers?.[message.type as keyof Handlers<Request>] as
      | ((message: Request) => void)
      | undefined;
    handle?.(message);
  });
  // The other side decides when to stop; an interrupt from the terminal reaches both.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  // Not `exit`, which waits for threads that may never come back.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) return { code: error.code, message: error.message };
  return { code: "engine_crashed", message: `The engine failed: ${messageOf(error)}` };
}
