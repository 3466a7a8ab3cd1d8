import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient } from "@libsql/client";
import { temporaryFolder } from "./temporary-folder.js";

/** The table as the versions before migrations made it. */
const firstColumns = {
  id: "TEXT PRIMARY KEY",
  created_at: "TEXT",
  client: "TEXT",
  model: "TEXT",
  streamed: "INTEGER",
  cancelled: "INTEGER",
  finish_reason: "TEXT",
  native_finish_reason: "TEXT",
  prompt_tokens: "INTEGER",
  cached_tokens: "INTEGER",
  completion_tokens: "INTEGER",
  reasoning_tokens: "INTEGER",
  queued_ms: "REAL",
  prompt_ms: "REAL",
  generation_ms: "REAL",
  latency_ms: "REAL",
  user_id: "TEXT",
  session_id: "TEXT",
  metadata: "TEXT",
};

const createdAt = new Date().toISOString();
const firstRow: Record<keyof typeof firstColumns, string | number | null> = {
  id: "gen-old",
  created_at: createdAt,
  client: "key:1",
  model: "a/b",
  streamed: 1,
  cancelled: 0,
  finish_reason: "stop",
  native_finish_reason: "eog",
  prompt_tokens: 12,
  cached_tokens: 3,
  completion_tokens: 4,
  reasoning_tokens: 1,
  queued_ms: 0,
  prompt_ms: 1.5,
  generation_ms: 20.25,
  latency_ms: null,
  user_id: "u",
  session_id: null,
  metadata: '{"a":"b"}',
};

/** The same row as it is read. */
export const firstRecord = {
  id: "gen-old",
  createdAt,
  client: "key:1",
  model: "a/b",
  provider: null,
  endpoint: null,
  upstreamId: null,
  apiType: null,
  streamed: true,
  cancelled: false,
  finishReason: "stop",
  nativeFinishReason: "eog",
  error: null,
  promptTokens: 12,
  cachedTokens: 3,
  completionTokens: 4,
  reasoningTokens: 1,
  cost: null,
  isByok: false,
  attempts: [],
  queuedMs: 0,
  promptMs: 1.5,
  generationMs: 20.25,
  latencyMs: null,
  user: "u",
  sessionId: null,
  preset: null,
  cacheSourceId: null,
  metadata: { a: "b" },
};

export type Column = keyof typeof firstColumns;

export const everyColumn = Object.keys(firstColumns) as Column[];

/** A folder with a database of an older version, which has one row. */
export async function olderDatabase(columns: Column[]): Promise<string> {
  const dataDir = await temporaryFolder();
  const database = createClient({ url: pathToFileURL(join(dataDir, "generations.db")).href });
  await database.execute(
    `CREATE TABLE generations (${columns.map((name) => `${name} ${firstColumns[name]}`).join(", ")})`,
  );
  await database.execute({
    sql: `INSERT INTO generations (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    args: columns.map((name) => firstRow[name]),
  });
  database.close();
  return dataDir;
}
