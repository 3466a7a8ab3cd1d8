import type { Routed } from "../generation/event.js";
import type { AnswerSource } from "../generation/provider.js";
import type { Task } from "../generation/task.js";
import { repairJson } from "./repair-json.js";

/** Whether the answers to a task are to be JSON, and to be repaired where they are not. */
export function wantsHealing({
  plugins,
  parameters: { response_format: format },
}: Omit<Task, "client">): boolean {
  return (plugins?.healing ?? false) && (format?.type === "json_object" || format?.type === "json_schema");
}

/**
 * The same answers, with JSON that is repaired. Their text comes at the end, so this is for whole answers. One that broke
 * off at its longest length stays as it is: what is missing can't be known.
 */
export function healing(source: AnswerSource): AnswerSource {
  return {
    async *generate(task, signal) {
      const texts = new Map<number, string>();
      const warnings: string[] = [];
      let routed: Routed | undefined;
      for await (const event of source.generate(task, signal)) {
        if (event.type === "routed") routed = event;
        if (event.type === "accepted") {
          yield {
            ...event,
            get warnings() {
              return [...(event.warnings ?? []), ...warnings];
            },
          };
          continue;
        }
        if (event.type === "delta" && event.delta.content !== undefined) {
          const { content, ...delta } = event.delta;
          texts.set(event.choice, (texts.get(event.choice) ?? "") + content);
          yield { ...event, delta };
          continue;
        }
        if (event.type === "finish") {
          const text = texts.get(event.choice) ?? "";
          const repaired = event.finishReason === "stop" ? repairJson(text) : undefined;
          if (repaired !== undefined) {
            warnings.push("the answer was not valid JSON and was repaired");
            routed?.report.pipeline.push({
              type: "plugin",
              name: "response-healing",
              summary: "The answer was not valid JSON and was repaired",
              data: { choice: event.choice },
            });
          }
          if (text !== "")
            yield { type: "delta", choice: event.choice, delta: { content: repaired ?? text } };
        }
        yield event;
      }
    },
  };
}
