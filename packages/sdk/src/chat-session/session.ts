import { createMessageId } from "./ids.js";
import { startTurn, type Turn } from "./turn.js";
import type {
  ChatInput,
  ChatMessage,
  ChatPart,
  ChatSession,
  ChatSessionConfig,
  ChatSessionOptions,
  ChatSessionRequest,
  ChatSnapshot,
} from "./types.js";
import { addUsage, totalUsage } from "./usage.js";

/** Creates a conversation. Nothing is sent until a method is called. */
export function createChatSession({ initialMessages = [], ...initial }: ChatSessionOptions): ChatSession {
  let config: ChatSessionConfig = initial;
  let snapshot = fresh(initialMessages);
  let turn: Turn | undefined;
  let turnRequest: Partial<ChatSessionRequest> | undefined;
  let asleep = false;
  const listeners = new Set<() => void>();

  function publish(changes: Partial<ChatSnapshot>) {
    snapshot = { ...snapshot, ...changes };
    for (const listener of [...listeners]) listener();
  }

  /** Asks for an answer to `history` and waits for its end. */
  async function ask(history: readonly ChatMessage[], interrupted?: ChatMessage): Promise<ChatMessage> {
    const { client, options, resumable } = config;
    const current = startTurn({
      client,
      options,
      resumable,
      interrupted,
      request: { ...config.request, ...turnRequest },
      history,
      onProgress({ message, ...progress }) {
        publish({ ...progress, messages: replaceLast(message) });
      },
    });
    turn = current;
    publish({
      messages: [...history, current.submitted],
      status: "submitted",
      error: undefined,
      ...nothingUnderWay,
    });
    const message = await current.ended;
    if (turn !== current) return message;
    if (message === interrupted) {
      turn = undefined;
      publish({ messages: replaceLast(message), status: "idle", ...nothingUnderWay });
    } else settle(message);
    return message;
  }

  /** Takes the last state of the answer under way into the snapshot. */
  function settle(message: ChatMessage) {
    turn = undefined;
    publish({
      messages: replaceLast(message),
      status: message.error ? "error" : "idle",
      error: message.error,
      usage: message.usage ?? snapshot.usage,
      totalUsage: addUsage(snapshot.totalUsage, message.usage),
      ...nothingUnderWay,
    });
    if (message.error) config.onError?.(message.error, message);
    else config.onFinish?.(message);
  }

  function replaceLast(message: ChatMessage): ChatMessage[] {
    return [...snapshot.messages.slice(0, -1), message];
  }

  function stop() {
    if (turn) settle(turn.stop());
  }

  /** Ends the answer under way without telling anyone: it is about to be replaced or forgotten. */
  function drop() {
    const dropped = turn;
    turn = undefined;
    return dropped?.stop();
  }

  return {
    getSnapshot: () => snapshot,

    subscribe(listener) {
      asleep = false;
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async send(input, options) {
      const parts = inputParts(input);
      if (turn || asleep || parts.length === 0) return undefined;
      turnRequest = options?.request;
      const message: ChatMessage = { id: createMessageId(), role: "user", parts, createdAt: Date.now() };
      return ask([...snapshot.messages, message]);
    },

    stop,

    async retry(options) {
      const { messages } = snapshot;
      const history = messages.at(-1)?.role === "assistant" ? messages.slice(0, -1) : messages;
      if (asleep || history.every(({ role }) => role === "system")) return undefined;
      drop();
      if (options) turnRequest = options.request;
      return ask(history);
    },

    async resume() {
      const { messages } = snapshot;
      const message = messages.at(-1);
      if (turn || asleep || message?.role !== "assistant") return undefined;
      if (!message.generationId || message.finishReason || message.timings?.finishedAt) return undefined;
      turnRequest = undefined;
      return ask(messages.slice(0, -1), message);
    },

    async edit(messageId, text) {
      const index = snapshot.messages.findIndex(({ id, role }) => id === messageId && role === "user");
      const edited = snapshot.messages[index];
      if (!edited) throw new RangeError(`edit: messageId is "${messageId}", which is no user message here`);
      if (asleep) return undefined;
      drop();
      turnRequest = undefined;
      const others = edited.parts.filter((part) => part.type !== "text");
      const parts: ChatPart[] = [{ type: "text", text }, ...others];
      return ask([...snapshot.messages.slice(0, index), { ...edited, parts, createdAt: Date.now() }]);
    },

    async answerToolCall(toolCallId, result) {
      const { messages } = snapshot;
      const index = messages.findLastIndex(({ parts }) => parts.some((part) => isCall(part, toolCallId)));
      const message = messages[index];
      const call = message?.parts.find((part) => isCall(part, toolCallId));
      if (!message || call?.type !== "tool-call" || call.state === "streaming")
        throw new RangeError(
          `answerToolCall: toolCallId is "${toolCallId}", which no complete call here has`,
        );
      if (call.state === "answered") return undefined;
      const text = typeof result === "string" ? result : (JSON.stringify(result) ?? "null");
      const parts = message.parts.map(
        (part): ChatPart => (part === call ? { ...call, state: "answered", result: text } : part),
      );
      const answered = messages.map((other) => (other === message ? { ...message, parts } : other));
      publish({ messages: answered });
      const open = parts.some((part) => part.type === "tool-call" && part.state === "ready");
      if (open || turn || asleep || index !== messages.length - 1) return undefined;
      return ask(answered);
    },

    setMessages(messages) {
      drop();
      publish({ error: undefined, usage: undefined, ...nothingUnderWay, ...fresh(messages) });
    },

    setRequest(request) {
      config = { ...config, request };
    },

    configure(changes) {
      config = { ...config, ...changes };
    },

    destroy() {
      asleep = true;
      listeners.clear();
      const message = drop();
      if (message) publish({ messages: replaceLast(message), status: "idle", ...nothingUnderWay });
    },
  };
}

const nothingUnderWay = { keepAlive: undefined, reconnecting: undefined };

function fresh(messages: readonly ChatMessage[]): ChatSnapshot {
  return { messages, status: "idle", totalUsage: totalUsage(messages) };
}

function inputParts(input: ChatInput): ChatPart[] {
  const parts: readonly ChatPart[] = typeof input === "string" ? [{ type: "text", text: input }] : input;
  return parts.some((part) => part.type !== "text" || part.text.trim()) ? [...parts] : [];
}

function isCall(part: ChatPart, id: string): boolean {
  return part.type === "tool-call" && part.id === id;
}
