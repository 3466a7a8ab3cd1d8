import { RequestAbortedError } from "../errors/index.js";
import { chatSend } from "../funcs/chatSend.js";
import { type Answer, createAnswer } from "./answer.js";
import { createFrameScheduler } from "./frame.js";
import { createMessageId } from "./ids.js";
import { toRequestMessages } from "./request-messages.js";
import type { ChatMessage, ChatSessionConfig, ChatSessionRequest, ChatTimings } from "./types.js";

/** What a turn shows while it runs. */
export interface TurnProgress {
  message: ChatMessage;
  status: "submitted" | "streaming";
  keepAlive?: string | undefined;
}

/** One request and the answer to it. */
export interface Turn {
  /** The answer before anything of it arrived. */
  readonly submitted: ChatMessage;
  /** Ends the turn now, closes the connection and returns what arrived. */
  stop(): ChatMessage;
  /** The answer in its last state. Never rejects: a failure is `error` in the message. */
  readonly ended: Promise<ChatMessage>;
}

export interface TurnSetup extends Pick<ChatSessionConfig, "client" | "options"> {
  request: ChatSessionRequest;
  /** The conversation to be answered. */
  history: readonly ChatMessage[];
  /** Called at most once a frame, and never after the end. */
  onProgress(progress: TurnProgress): void;
}

/** Sends a request. Nothing is reported before this function has returned. */
export function startTurn(setup: TurnSetup): Turn {
  const { client, request, history, options, onProgress } = setup;
  const controller = new AbortController();
  const answer = createAnswer();
  const timings: ChatTimings = { submittedAt: Date.now() };
  const submitted: ChatMessage = {
    id: createMessageId(),
    role: "assistant",
    parts: [],
    createdAt: timings.submittedAt,
    timings: { ...timings },
  };
  let keepAlive: string | undefined;
  let status: TurnProgress["status"] = "submitted";
  let last: ChatMessage | undefined;
  let resolve: (message: ChatMessage) => void;
  const ended = new Promise<ChatMessage>((settle) => {
    resolve = settle;
  });

  const frame = createFrameScheduler(() => {
    const message = { ...submitted, parts: answer.parts(), timings: { ...timings } };
    onProgress({ message, status, keepAlive });
  });

  function end(outcome: { complete: boolean; finishReason?: string; error?: Error }): ChatMessage {
    if (last) return last;
    frame.cancel();
    timings.finishedAt = Date.now();
    const { complete, ...mark } = outcome;
    last = { ...submitted, ...answer.finish(complete), ...mark, timings };
    options?.signal?.removeEventListener("abort", stop);
    if (!complete) controller.abort();
    resolve(last);
    return last;
  }

  function stop() {
    return end({ complete: false, finishReason: "stopped" });
  }

  async function receive() {
    const sent = await chatSend(
      client,
      {
        ...request,
        stream: request.stream ?? true,
        messages: [...(request.messages ?? []), ...toRequestMessages(history)],
      },
      {
        ...options,
        signal: controller.signal,
        onKeepAlive(comment) {
          options?.onKeepAlive?.(comment);
          if (last || status === "streaming") return;
          keepAlive = comment;
          frame.schedule();
        },
      },
    );
    if (!sent.ok) throw sent.error;
    if ("choices" in sent.value) {
      answer.addResponse(sent.value);
      markStart(answer);
    } else {
      status = "streaming";
      keepAlive = undefined;
      for await (const chunk of sent.value) {
        if (last) return;
        answer.addChunk(chunk);
        markStart(answer);
        frame.schedule();
      }
    }
    end({ complete: true });
  }

  function markStart(answer: Answer) {
    if (timings.firstTokenAt === undefined && answer.started()) timings.firstTokenAt = Date.now();
  }

  options?.signal?.addEventListener("abort", stop);
  if (options?.signal?.aborted) stop();
  else
    receive().catch((error: unknown) => {
      if (error instanceof RequestAbortedError) stop();
      else end({ complete: false, error: error instanceof Error ? error : new Error(String(error)) });
    });

  return { submitted, stop, ended };
}
