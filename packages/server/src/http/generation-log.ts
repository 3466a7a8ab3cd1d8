import { messageBody } from "../formats/chat-completions/index.js";
import { AnswerCollector } from "../generation/answer.js";
import type { GenerationRequest } from "../generation/generations.js";
import type { Task } from "../generation/task.js";
import type { RequestTrace } from "../telemetry/tracing.js";
import type { ServerContext } from "./context.js";

/** What is done with every generation: it is recorded, counted and logged. Content and names only on request. */
export function generationLog(
  { records, ledger, metrics, logger, logPrompts }: ServerContext,
  { messages, prompts }: Pick<Task, "messages" | "prompts">,
  trace?: RequestTrace,
): Pick<GenerationRequest, "onDelta" | "onEnd"> {
  const said = logPrompts ? new AnswerCollector() : undefined;
  return {
    onDelta: said && ((event) => said.add(event)),
    onEnd: (record) => {
      records.add(record, ledger.ended(record));
      metrics.countGeneration(record);
      trace?.end(record);
      const { user, sessionId, metadata, ...counts } = record;
      const content = said && {
        user,
        sessionId,
        metadata,
        messages,
        prompts,
        answers: said.choices.map(messageBody),
      };
      logger.info({ ...counts, ...content }, "generation");
    },
  };
}
