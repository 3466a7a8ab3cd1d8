import type { RequestOptions } from "../core/options.js";
import { ConnectionError, RequestAbortedError } from "../errors/index.js";
import { chatSend } from "../funcs/chatSend.js";
import type { ChatStreamingResponseChunk } from "../models/index.js";
import type { EventStream } from "../stream/index.js";
import { type Answer, createAnswer } from "./answer.js";
import { createFrameScheduler } from "./frame.js";
import { createMessageId } from "./ids.js";
import { toRequestMessages } from "./request-messages.js";
import { isBroken, type KeptAnswer, rest, resumeHeader, stopAtServer } from "./resume.js";
import type { ChatMessage, ChatPart, ChatSessionConfig, ChatSessionRequest, ChatTimings } from "./types.js";

/** What a turn shows while it runs. */
export interface TurnProgress {
  message: ChatMessage;
  status: "submitted" | "streaming";
  keepAlive?: string | undefined;
  /** The connection broke, and the server is looked for. */
  reconnecting?: boolean | undefined;
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

export interface TurnSetup extends Pick<ChatSessionConfig, "client" | "options" | "resumable"> {
  request: ChatSessionRequest;
  /** The conversation to be answered. */
  history: readonly ChatMessage[];
  /** An answer to it that was interrupted: the server is asked for the whole of it again. */
  interrupted?: ChatMessage | undefined;
  /** Called at most once a frame, and never after the end. */
  onProgress(progress: TurnProgress): void;
}

/** Sends a request. Nothing is reported before this function has returned. */
export function startTurn(setup: TurnSetup): Turn {
  const { client, request, history, interrupted, resumable, options = {}, onProgress } = setup;
  const controller = new AbortController();
  const answer = createAnswer();
  const timings: ChatTimings = interrupted?.timings
    ? { ...interrupted.timings }
    : { submittedAt: Date.now() };
  const submitted: ChatMessage = interrupted ?? {
    id: createMessageId(),
    role: "assistant",
    parts: [],
    createdAt: timings.submittedAt,
    timings: { ...timings },
  };
  const generationId = interrupted?.generationId;
  let kept: KeptAnswer | undefined = generationId ? { client, options, id: generationId } : undefined;
  let keepAlive: string | undefined;
  let reconnecting = false;
  let status: TurnProgress["status"] = "submitted";
  let last: ChatMessage | undefined;
  let resolve: (message: ChatMessage) => void;
  const ended = new Promise<ChatMessage>((settle) => {
    resolve = settle;
  });

  const frame = createFrameScheduler(() => {
    const message = { ...submitted, parts: parts(), timings: { ...timings }, ...idOf(kept) };
    onProgress({ message, status, keepAlive, reconnecting: reconnecting || undefined });
  });

  /** What has come; of an answer that comes again no less than was there. */
  function parts(): readonly ChatPart[] {
    const come = answer.parts();
    return lengthOf(come) < lengthOf(submitted.parts) ? submitted.parts : come;
  }

  function end(outcome: { complete: boolean; finishReason?: string; error?: Error }): ChatMessage {
    if (last) return last;
    const { complete, ...mark } = outcome;
    timings.finishedAt = Date.now();
    const whole = answer.finish(complete);
    const message = { ...submitted, ...whole, ...(!complete && { parts: parts() }), ...mark, timings };
    if (!complete) controller.abort();
    return settle(complete ? message : { ...message, ...idOf(kept) });
  }

  /** The turn is over with this message. */
  function settle(message: ChatMessage): ChatMessage {
    frame.cancel();
    last = message;
    options.signal?.removeEventListener("abort", stop);
    resolve(message);
    return message;
  }

  function stop() {
    if (last) return last;
    if (kept) stopAtServer(kept);
    return end({ complete: false, finishReason: "stopped" });
  }

  const requestOptions: RequestOptions = {
    ...options,
    signal: controller.signal,
    onKeepAlive(comment) {
      options.onKeepAlive?.(comment);
      if (last || status === "streaming") return;
      keepAlive = comment;
      frame.schedule();
    },
  };

  /** Asks the question. */
  async function ask() {
    const headers = new Headers(options.headers);
    if (resumable) headers.set(resumeHeader, "true");
    const sent = await chatSend(
      client,
      {
        ...request,
        stream: request.stream ?? true,
        messages: [...(request.messages ?? []), ...toRequestMessages(history)],
      },
      {
        ...requestOptions,
        headers,
        onResponse(response) {
          options.onResponse?.(response);
          // An attempt that broke off before its first event is made again: its answer is nobody's.
          if (kept) stopAtServer(kept);
          const id = response.headers.get(resumeHeader) && response.headers.get("x-generation-id");
          kept = id ? { client, options, id } : undefined;
          if (last && kept) stopAtServer(kept);
          else if (kept) frame.schedule();
        },
      },
    );
    if (!sent.ok) throw sent.error;
    return sent.value;
  }

  /** Looks for the answer at the server, after so many of its events. */
  async function find(answer: KeptAnswer, from: number) {
    reconnecting = from > 0;
    frame.schedule();
    const found = await rest({ ...answer, options: requestOptions }, from, controller.signal);
    reconnecting = false;
    return found;
  }

  async function receive() {
    let value = interrupted && kept ? await find(kept, 0) : await ask();
    if ("choices" in value) {
      answer.addResponse(value);
      markStart(answer);
      return end({ complete: true });
    }
    for (let count = 0; ; ) {
      status = "streaming";
      keepAlive = undefined;
      let broken: unknown;
      const leave = whenOffline(value, () => {
        broken = new ConnectionError("The network was lost before the end of the stream");
      });
      try {
        for await (const chunk of value) {
          if (last) return last;
          count++;
          answer.addChunk(chunk);
          markStart(answer);
          frame.schedule();
        }
      } catch (error) {
        broken ??= error;
      } finally {
        leave();
      }
      if (!broken) return end({ complete: true });
      if (last || !kept || !isBroken(broken)) throw broken;
      value = await find(kept, count).catch(() => {
        throw broken;
      });
    }
  }

  /** A host that goes offline may leave a connection open that is dead: an answer that can be had again is let go of. */
  function whenOffline(stream: EventStream<ChatStreamingResponseChunk>, lost: () => void): () => void {
    const letGo = () => {
      if (!kept) return;
      lost();
      void stream.close();
    };
    globalThis.addEventListener?.("offline", letGo);
    return () => globalThis.removeEventListener?.("offline", letGo);
  }

  function markStart(answer: Answer) {
    if (timings.firstTokenAt === undefined && answer.started()) timings.firstTokenAt = Date.now();
  }

  options.signal?.addEventListener("abort", stop);
  if (options.signal?.aborted) stop();
  else
    receive().catch((error: unknown) => {
      if (error instanceof RequestAbortedError) stop();
      // It can't be had any more: it stays as it was.
      else if (interrupted && !answer.started()) settle(interrupted);
      else end({ complete: false, error: error instanceof Error ? error : new Error(String(error)) });
    });

  return { submitted, stop, ended };
}

const idOf = (kept: KeptAnswer | undefined) => kept && { generationId: kept.id };

const lengthOf = (parts: readonly ChatPart[]): number =>
  parts.reduce((sum, part) => {
    if (part.type === "tool-call") return sum + part.arguments.length + 1;
    return sum + (part.type === "image" ? 1 : part.text.length);
  }, 0);
