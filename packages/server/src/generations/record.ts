/** What is kept of a generation; nothing of its content. */
export interface GenerationRecord {
  id: string;
  /** ISO 8601. */
  createdAt: string;
  /** Who asked: the key's fingerprint, or the address. */
  client: string;
  model: string;
  streamed: boolean;
  /** The client left before the end. */
  cancelled: boolean;
  finishReason: string | null;
  nativeFinishReason: string | null;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  /** Milliseconds: in the queue, on the prompt, on the answer, and until the first token (null: none came). */
  queuedMs: number;
  promptMs: number;
  generationMs: number;
  latencyMs: number | null;
  user: string | null;
  sessionId: string | null;
  metadata: Record<string, string> | null;
}
