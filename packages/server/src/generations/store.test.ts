import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GenerationRecord } from "../generation/record.js";
import { GenerationStore } from "./store.js";

const record = {
  id: "gen-1-a",
  createdAt: "2026-01-02T03:04:05.678Z",
  client: "key:1",
  model: "a/b",
  streamed: true,
  cancelled: false,
  provider: "Embedded",
  finishReason: "stop",
  nativeFinishReason: "eog",
  promptTokens: 12,
  cachedTokens: 3,
  completionTokens: 4,
  reasoningTokens: 0,
  queuedMs: 0,
  promptMs: 1.5,
  generationMs: 20.25,
  latencyMs: null,
  user: "u",
  sessionId: null,
  metadata: { trip: "'; DROP TABLE generations; --" },
} as unknown as GenerationRecord;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "generations-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe("GenerationStore", () => {
  it("gives a record back just after it was added, and after a restart", async () => {
    const first = await GenerationStore.open({ dataDir });
    first.add(record);
    expect(await first.find(record.id)).toEqual(record);
    await first.close();
    const second = await GenerationStore.open({ dataDir });
    expect(await second.find(record.id)).toEqual(record);
    await second.close();
  });

  it("writes everything before it closes", async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `gen-2-${index}`);
    const first = await GenerationStore.open({ dataDir });
    for (const id of ids) first.add({ ...record, id });
    await first.close();
    const second = await GenerationStore.open({ dataDir });
    for (const id of ids) expect(await second.find(id)).toMatchObject({ id });
    await second.close();
  });

  it("lives in memory without a folder, and shows a record only to its client", async () => {
    const store = await GenerationStore.open({});
    store.add(record);
    expect(await store.find(record.id, "key:1")).toEqual(record);
    expect(await store.find(record.id, "key:2")).toBeUndefined();
    expect(await store.find("gen-1-b")).toBeUndefined();
    await store.close();
  });

  it("reports a failed write and goes on", async () => {
    const errors: unknown[] = [];
    const store = await GenerationStore.open({ onError: (error) => errors.push(error) });
    store.add(record);
    store.add(record);
    store.add({ ...record, id: "gen-1-c" });
    expect(await store.find("gen-1-c")).toMatchObject({ id: "gen-1-c" });
    expect(errors).toHaveLength(1);
    await store.close();
  });
});
