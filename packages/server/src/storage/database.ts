import type { GenerationTable } from "./generation-table.js";
import type { GuardrailTable } from "./guardrail-table.js";
import type { KeyTable } from "./key-table.js";
import type { ResponseTable } from "./response-table.js";
import type { SecretTable } from "./secret-table.js";
import type { SpendTable } from "./spend.js";

/** The tables of a database. Whatever one can't do rejects with a `StorageError`. */
export interface Database {
  readonly generations: GenerationTable;
  readonly keys: KeyTable;
  readonly guardrails: GuardrailTable;
  readonly spend: SpendTable;
  readonly secrets: SecretTable;
  readonly responses: ResponseTable;
  close(): Promise<void>;
}
