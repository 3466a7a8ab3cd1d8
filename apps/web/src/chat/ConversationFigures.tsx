import type { ChatSnapshot } from "@openrouter/sdk/chat-session";
import { formatCost, formatCount } from "./statistics.js";

interface Props extends Pick<ChatSnapshot, "messages" | "totalUsage"> {
  /** Tokens that the model can hold; undefined when it says nothing. */
  contextLength: number | undefined;
}

/** How full the model's context is, and what the conversation has used so far. */
export function ConversationFigures({ messages, totalUsage, contextLength }: Props) {
  const last = messages.findLast(({ usage }) => usage !== undefined)?.usage;
  if (!last) return null;
  const held = last.promptTokens + last.completionTokens;
  const { totalTokens, cost } = totalUsage;
  return (
    <p className="conversation-figures">
      {contextLength !== undefined && contextLength > 0 && (
        <span data-full={held > 0.9 * contextLength || undefined}>
          <meter
            aria-label="Context used"
            min={0}
            max={contextLength}
            value={Math.min(held, contextLength)}
          />{" "}
          {formatCount(held)} of {formatCount(contextLength)} tokens
        </span>
      )}
      <span>
        {formatCount(totalTokens)} in all{cost > 0 && `, ${formatCost(cost)}`}
      </span>
    </p>
  );
}
