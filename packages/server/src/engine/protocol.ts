import type { ResolvedEngineOptions } from "./options.js";
import type { EngineErrorCode, EngineModel, GenerateEvent, GenerateRequest, Prompt } from "./types.js";

/** What the worker needs to answer: the request with its prompt already in tokens. */
export interface Run extends Omit<GenerateRequest, keyof Prompt | "client" | "user"> {
  prompt: Uint32Array;
}

/** Events that a worker may send for a request before it must wait for an acknowledgement. */
export const eventWindow = 64;

export type WorkerEvent = Exclude<GenerateEvent, { type: "queued" }>;

export interface Failure {
  code: EngineErrorCode;
  message: string;
}

/** What a process says of itself, beside its replies. */
export type LifeSign<Model> =
  /** Each message is one. */
  | { type: "alive" }
  /** The library is up; the model's file comes next. */
  | { type: "opening" }
  | { type: "loaded"; model: Model }
  | { type: "load_failed"; failure: Failure };

export type ToWorker =
  | { type: "load"; options: ResolvedEngineOptions }
  | { type: "prepare"; id: number; prompt: Prompt; grammar?: string | undefined }
  | { type: "run"; id: number; run: Run }
  | { type: "acknowledge"; id: number; count: number }
  | { type: "cancel"; id: number };

export type FromWorker =
  | LifeSign<EngineModel>
  | { type: "prepared"; id: number; prompt: Uint32Array }
  | { type: "event"; id: number; event: WorkerEvent }
  | { type: "failed"; id: number; failure: Failure };
