import type { ChatMessage } from "@openrouter/sdk/chat-session";
import { formatCost, formatCount, formatRate, formatSeconds, speedOf } from "./statistics.js";

interface Props {
  message: ChatMessage;
  running: boolean;
  lengthOfToken: number;
}

const endings: Record<string, string> = {
  length: "cut at the token limit",
  content_filter: "ended by a content filter",
  stopped: "stopped",
};

/** Speed, tokens, cost and how the answer ended. */
export function Statistics({ message, running, lengthOfToken }: Props) {
  const { usage, timings, finishReason } = message;
  const { tokens, tokensPerSecond, estimated } = speedOf(message, lengthOfToken, Date.now());
  const about = estimated ? "≈ " : "";
  const reasoning = usage?.completionTokensDetails?.reasoningTokens;
  const cached = usage?.promptTokensDetails?.cachedTokens;
  const wait = timings?.firstTokenAt && timings.firstTokenAt - timings.submittedAt;
  const prompt =
    usage && `${formatCount(usage.promptTokens)} in${cached ? ` (${formatCount(cached)} cached)` : ""}`;
  const facts = [
    tokensPerSecond !== undefined && (
      <span key="rate" className="rate">
        {about}
        {formatRate(tokensPerSecond)} tok/s
      </span>
    ),
    tokens > 0 && (
      <span key="tokens">
        {about}
        {formatCount(tokens)} {running ? "tokens" : usage ? "out" : "tokens"}
        {reasoning ? ` (${formatCount(reasoning)} thinking)` : ""}
      </span>
    ),
    !running && prompt && <span key="prompt">{prompt}</span>,
    !running && wait !== undefined && <span key="wait">{formatSeconds(wait)} to first token</span>,
    !running && usage?.cost ? <span key="cost">{formatCost(usage.cost)}</span> : null,
    !running && finishReason && endings[finishReason] && (
      <span key="end" className="ending">
        {endings[finishReason]}
      </span>
    ),
  ];
  return <p className="statistics">{facts}</p>;
}
