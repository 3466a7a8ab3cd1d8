import type { Engine } from "../../engine/types.js";

export interface ModelDefaults {
  /** Published with the model in `default_parameters`. */
  temperature?: number | undefined;
  /** Published with the model in `default_parameters`. */
  topP?: number | undefined;
  repetitionPenalty?: number | undefined;
  /** System message of conversations that begin without one. Default: what the chat template has. */
  system?: string | undefined;
}

/** A model in this machine's memory. */
export interface EmbeddedModel {
  engine: Engine;
  /** For requests that leave it open, what suits the model. Default: the API's defaults. */
  defaults?: ModelDefaults | undefined;
}
