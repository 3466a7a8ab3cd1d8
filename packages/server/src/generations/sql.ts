import type { InArgs, InValue, Row } from "@libsql/client";
import type { GenerationRecord } from "../generation/record.js";

interface Column<K extends keyof GenerationRecord = keyof GenerationRecord> {
  field: K;
  name: string;
  type: "TEXT" | "INTEGER" | "REAL";
  as?: "boolean" | "json";
}

const columns: Column[] = [
  { field: "id", name: "id", type: "TEXT" },
  { field: "createdAt", name: "created_at", type: "TEXT" },
  { field: "client", name: "client", type: "TEXT" },
  { field: "model", name: "model", type: "TEXT" },
  { field: "provider", name: "provider", type: "TEXT" },
  { field: "streamed", name: "streamed", type: "INTEGER", as: "boolean" },
  { field: "cancelled", name: "cancelled", type: "INTEGER", as: "boolean" },
  { field: "finishReason", name: "finish_reason", type: "TEXT" },
  { field: "nativeFinishReason", name: "native_finish_reason", type: "TEXT" },
  { field: "promptTokens", name: "prompt_tokens", type: "INTEGER" },
  { field: "cachedTokens", name: "cached_tokens", type: "INTEGER" },
  { field: "completionTokens", name: "completion_tokens", type: "INTEGER" },
  { field: "reasoningTokens", name: "reasoning_tokens", type: "INTEGER" },
  { field: "queuedMs", name: "queued_ms", type: "REAL" },
  { field: "promptMs", name: "prompt_ms", type: "REAL" },
  { field: "generationMs", name: "generation_ms", type: "REAL" },
  { field: "latencyMs", name: "latency_ms", type: "REAL" },
  { field: "user", name: "user_id", type: "TEXT" },
  { field: "sessionId", name: "session_id", type: "TEXT" },
  { field: "metadata", name: "metadata", type: "TEXT", as: "json" },
];

const names = columns.map((column) => column.name).join(", ");

export const createTable = `CREATE TABLE IF NOT EXISTS generations (${columns
  .map(({ name, type }) => `${name} ${type}${name === "id" ? " PRIMARY KEY" : ""}`)
  .join(", ")})`;

export const insert = `INSERT INTO generations (${names}) VALUES (${columns.map(() => "?").join(", ")})`;

export const select = `SELECT ${names} FROM generations WHERE id = ?`;

export const toArgs = (record: GenerationRecord): InArgs =>
  columns.map(({ field, as }): InValue => {
    const value = record[field];
    if (value === null) return null;
    if (as === "json") return JSON.stringify(value);
    return as === "boolean" ? Number(value) : (value as InValue);
  });

export const fromRow = (row: Row): GenerationRecord =>
  Object.fromEntries(
    columns.map(({ field, name, as }) => {
      const value = row[name];
      if (value === null || value === undefined) return [field, null];
      if (as === "json") return [field, JSON.parse(String(value))];
      return [field, as === "boolean" ? value === 1 : value];
    }),
  ) as unknown as GenerationRecord;
