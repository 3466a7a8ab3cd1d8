import type { PipelineStep } from "../generation/route-report.js";
import type { Task } from "../generation/task.js";
import { estimatePrompt } from "../generation/token-estimate.js";
import { middleOut } from "./middle-out.js";
import type { Candidate } from "./order.js";

/** Endpoints with a context of at most as many tokens get conversations that fit unless the request says otherwise. */
const smallContext = 8_192;
/** An estimate may be as far off. */
const margin = 0.05;

export interface Compressed {
  task: Task;
  /** What was done; undefined: nothing. */
  step: PipelineStep | undefined;
}

/** The task with a conversation that fits the endpoint, where that is wanted. */
export async function compressed(task: Task, candidate: Candidate): Promise<Compressed> {
  const { model, endpoint } = candidate;
  const context = endpoint.contextLength ?? model.contextLength;
  if (context === 0 || !isWanted(task, candidate, context)) return { task, step: undefined };
  const answer = task.parameters.max_tokens ?? Math.min(1_024, Math.floor(context / 4));
  const room = Math.floor((context - answer) * (1 - margin));
  const estimate = estimatePrompt(task);
  if (room <= 0 || estimate < room / 2) return { task, step: undefined };
  const counted = await count(task, candidate);
  // As the estimate sees it: what the endpoint's own count says of the whole holds for the parts.
  const most = counted === undefined ? room : Math.floor((room * estimate) / counted);
  const described = estimatePrompt({ ...task, messages: [] });
  const shortened = middleOut(task.messages, most - described);
  if (!shortened) return { task, step: undefined };
  const { messages, removed, cut } = shortened;
  return { task: { ...task, messages }, step: describe(candidate, context, removed, cut) };
}

function isWanted({ plugins }: Task, { endpoint }: Candidate, context: number): boolean {
  // Those that count say themselves that a conversation is too long.
  return plugins?.compression ?? (context <= smallContext && !endpoint.provider.countTokens);
}

async function count(task: Task, { endpoint: { provider, model } }: Candidate): Promise<number | undefined> {
  try {
    return await provider.countTokens?.(task, model);
  } catch {
    // What is wrong with the task is told by the answer.
    return undefined;
  }
}

function describe({ endpoint }: Candidate, context: number, removed: number, cut: number): PipelineStep {
  const left = [
    ...(removed > 0 ? [`${removed} messages left out`] : []),
    ...(cut > 0 ? [`${cut} messages shortened`] : []),
  ].join(" and ");
  return {
    type: "plugin",
    name: "context-compression",
    summary: `The conversation is too long for the context of ${context} tokens: ${left || "nothing could be left out"}`,
    data: {
      engine: "middle-out",
      endpoint: endpoint.slug,
      removed_messages: removed,
      shortened_messages: cut,
    },
  };
}
