import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { RequestAbortedError, SDKValidationError } from "../errors/index.js";
import { chatSend } from "../funcs/chatSend.js";
import type { ChatGenerationParams, ChatResponse } from "../models/index.js";
import { createChatAccumulator } from "../stream/index.js";
import { type CallRunner, createCallRunner } from "./calls.js";
import type { RunEvent, RunResult, WaitingCall } from "./events.js";
import { merge } from "./merge.js";
import type { RunToolsRequest } from "./options.js";
import { addAnswer, addResult, openCalls, type RunState, repetitions, startState } from "./state.js";
import { pieces, stepRequest, textOf } from "./step.js";
import { type StopCondition, stepCountIs } from "./stop.js";
import type { AnyTool } from "./tool.js";
import { addUsage } from "./usage.js";

/**
 * Lets a model use tools until it has its answer: sends the request, runs the calls of the answer in parallel, sends the
 * results back, and so on.
 *
 * Nothing is sent before the run is iterated or its `result()` asked for. Iterating gives what happens as typed events,
 * and leaving the loop aborts everything. Both throw the errors of `chat.send` and of reading its stream,
 * `RequestAbortedError` when the signal of `options` aborts, `ToolError` by `onToolError`, and what `stopWhen` throws.
 * `state` is then where the run had got to: it can be gone on with.
 *
 * @throws {SDKValidationError} for a `state` that is none, and for decisions on calls that don't wait
 */
export function runTools<const Tools extends readonly AnyTool[]>(
  client: OpenRouterCore,
  request: RunToolsRequest<Tools>,
  options: RequestOptions = {},
): ToolRun<Tools> {
  return new ToolRun(client, request, options);
}

/** A run of {@link runTools}. It can be iterated once. */
export class ToolRun<Tools extends readonly AnyTool[] = readonly AnyTool[]>
  implements AsyncIterable<RunEvent<Tools>>
{
  readonly #client: OpenRouterCore;
  readonly #request: RunToolsRequest<Tools>;
  readonly #options: RequestOptions;
  readonly #calls: CallRunner;
  readonly #events: AsyncGenerator<RunEvent<Tools>, void, undefined>;
  readonly #abort = new AbortController();
  #state: RunState;
  #response: ChatResponse | undefined;
  #waiting: WaitingCall[] = [];
  #end: Pick<RunResult, "status" | "stoppedBy"> | undefined;
  #failure: { error: unknown } | undefined;

  /** @internal */
  constructor(client: OpenRouterCore, request: RunToolsRequest<Tools>, options: RequestOptions) {
    this.#client = client;
    this.#request = request;
    this.#options = options;
    this.#state = startState(request.state, request.messages);
    this.#calls = createCallRunner(request);
    this.#events = this.#run() as AsyncGenerator<RunEvent<Tools>, void, undefined>;
    checkDecisions(this.#state, request);
  }

  /** Where the run stands now. */
  get state(): RunState {
    return this.#state;
  }

  [Symbol.asyncIterator](): AsyncGenerator<RunEvent<Tools>, void, undefined> {
    return this.#events;
  }

  /** How the run ends; runs what has not been run. Rejects with what ended it, also when the loop was left early. */
  async result(): Promise<RunResult<Tools>> {
    for await (const _ of this.#events);
    if (this.#failure) throw this.#failure.error;
    if (!this.#end) throw new RequestAbortedError("The loop over the run was left before its end");
    const { steps, usage, messages } = this.#state;
    return {
      ...this.#end,
      text: textOf(messages.findLast(({ role }) => role === "assistant")),
      response: this.#response,
      waiting: this.#waiting as WaitingCall<Tools[number]>[],
      steps,
      usage,
      state: this.#state,
    };
  }

  async *#run(): AsyncGenerator<RunEvent, void, undefined> {
    const signals = [this.#options.signal, this.#options.fetchOptions?.signal].filter((signal) => !!signal);
    const abort = () => {
      const cause = signals.find(({ aborted }) => aborted)?.reason;
      this.#abort.abort(new RequestAbortedError("The caller's signal ended the run", { cause }));
    };
    for (const signal of signals) signal.addEventListener("abort", abort);
    try {
      if (signals.some(({ aborted }) => aborted)) abort();
      yield* this.#loop();
    } catch (error) {
      this.#failure = { error };
      throw error;
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", abort);
      this.#abort.abort(new RequestAbortedError("The run has ended"));
    }
  }

  async *#loop(): AsyncGenerator<RunEvent, void, undefined> {
    const { finalAnswer = false, repeatLimit = 3 } = this.#request;
    let { toolChoice } = this.#request;
    for (;;) {
      if (openCalls(this.#state).length) {
        const repeated = openCalls(this.#state).some((call) => repetitions(this.#state, call) > repeatLimit);
        yield* this.#runCalls();
        if (this.#waiting.length) return this.#finish("waiting");
        if (repeated) return this.#finish("stopped", "repeated-calls");
        if (await this.#shallStop()) {
          if (!finalAnswer) return this.#finish("stopped", "condition");
          yield* this.#ask("none");
          return this.#finish("completed", "condition");
        }
      }
      yield* this.#ask(toolChoice);
      if (!openCalls(this.#state).length) return this.#finish("completed");
      // A forced call is wanted once: forced each time, the run would never end.
      if (toolChoice !== "none") toolChoice = toolChoice && "auto";
    }
  }

  #finish(status: RunResult["status"], stoppedBy?: RunResult["stoppedBy"]): void {
    this.#end = { status, ...(stoppedBy && { stoppedBy }) };
  }

  async #shallStop(): Promise<boolean> {
    const { stopWhen = stepCountIs(32) } = this.#request;
    const conditions: readonly StopCondition[] = typeof stopWhen === "function" ? [stopWhen] : stopWhen;
    for (const condition of conditions) if (await condition(this.#state)) return true;
    return false;
  }

  /** Runs the calls that have no result. */
  async *#runCalls(): AsyncGenerator<RunEvent, void, undefined> {
    const { messages, steps: step } = this.#state;
    const { signal } = this.#abort;
    const before = this.#state;
    const waiting: WaitingCall[] = [];
    yield* merge<RunEvent>(
      openCalls(before).map((call, place) => async (emit) => {
        const { id } = call;
        const { name } = call.function;
        const report = (progress: unknown) => emit({ type: "tool-progress", step, id, name, progress });
        const context = { signal, callId: id, step, messages, report };
        const outcome = await this.#calls.run(call, context, repetitions(before, call), emit);
        // A tool that ends after the run has ended changes nothing.
        if (signal.aborted) return;
        if ("waiting" in outcome) waiting[place] = outcome.waiting;
        else this.#state = addResult(this.#state, id, outcome.content);
        emit(outcome.event);
      }),
      signal,
    );
    this.#waiting = Object.values(waiting);
  }

  /** Asks the model for its next answer. */
  async *#ask(toolChoice: ChatGenerationParams["toolChoice"]): AsyncGenerator<RunEvent, void, undefined> {
    const step = this.#state.steps + 1;
    yield { type: "step-start", step };
    const sent = await unwrapAsync(
      chatSend(this.#client, stepRequest(this.#request, this.#state, toolChoice), {
        ...this.#options,
        fetchOptions: { ...this.#options.fetchOptions, signal: null },
        signal: this.#abort.signal,
      }),
    );
    let response: ChatResponse;
    if ("choices" in sent) {
      response = sent;
      yield* pieces(response.choices[0]?.message, step);
    } else {
      const accumulator = createChatAccumulator();
      for await (const chunk of sent) {
        accumulator.add(chunk);
        yield { type: "chunk", step, chunk };
        yield* pieces(chunk.choices?.find((choice) => !choice.index)?.delta, step);
      }
      response = accumulator.response();
    }
    const message = response.choices[0]?.message ?? { role: "assistant", content: "" };
    this.#response = response;
    this.#state = { ...addAnswer(this.#state, message), usage: addUsage(this.#state.usage, response.usage) };
    yield { type: "step-end", step, response };
  }
}

/** Decisions must be on calls that have no result: others were taken for another run. */
function checkDecisions(state: RunState, { approvals, results }: RunToolsRequest<readonly AnyTool[]>): void {
  const open = openCalls(state).map(({ id }) => id);
  for (const [field, decisions] of Object.entries({ approvals, results })) {
    const unknown = Object.keys(decisions ?? {}).find((id) => !open.includes(id));
    if (unknown === undefined) continue;
    const path = `${field}.${unknown}`;
    const reason = `no such call waits; waiting: ${open.join(", ") || "none"}`;
    throw new SDKValidationError(path, reason, decisions?.[unknown]);
  }
}
