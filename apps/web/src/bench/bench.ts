import { type ChatMessage, type ChatSession, createChatSession } from "@openrouter/sdk/chat-session";
import type { OpenRouterCore } from "@openrouter/sdk/core.js";
import type { Parameters } from "../request/parameters.js";
import { sessionRequest } from "../request/request.js";
import { createId } from "../ui/id.js";
import { createStore } from "../ui/store.js";

/** What a column asks with. */
export interface Column {
  id: string;
  /** Empty: the model that is chosen for conversations. */
  model: string;
  instructions: string;
  parameters: Parameters;
}

/** An answer of a column. */
export interface Run {
  /** Sent, where the prompt is run more than once. */
  seed: number | undefined;
  message: ChatMessage;
  running: boolean;
}

interface Bench {
  prompt: string;
  /** How often each column is asked. */
  times: number;
  columns: readonly Column[];
  /** By column. */
  runs: Readonly<Record<string, readonly Run[]>>;
  running: boolean;
}

export const fewestColumns = 2;
export const mostColumns = 4;
export const mostRuns = 20;

const storageKey = "bench";
const blank = (): Column => ({ id: createId(), model: "", instructions: "", parameters: {} });

/** The bench: its question and columns are kept in this browser, its answers as long as the page lives. */
export const bench = createStore<Bench>({
  prompt: "",
  times: 1,
  columns: [blank(), blank()],
  runs: {},
  running: false,
  ...stored(),
});

const sessions = new Set<ChatSession>();

function stored(): Partial<Bench> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}");
  } catch {
    return {};
  }
}

export function changeBench(change: Partial<Pick<Bench, "prompt" | "times" | "columns">>): void {
  bench.set((state) => ({ ...state, ...change }));
  const { prompt, times, columns } = bench.get();
  try {
    localStorage.setItem(storageKey, JSON.stringify({ prompt, times, columns }));
  } catch {
    // Storage is full or forbidden: the bench lasts as long as the page.
  }
}

export function changeColumn(id: string, change: Partial<Column>): void {
  changeBench({
    columns: bench.get().columns.map((column) => (column.id === id ? { ...column, ...change } : column)),
  });
}

/** Adds a column that asks like the last one. */
export function addColumn(): void {
  const { columns } = bench.get();
  const last = columns.at(-1) ?? blank();
  if (columns.length < mostColumns) changeBench({ columns: [...columns, { ...last, id: createId() }] });
}

export function removeColumn(id: string): void {
  const { columns } = bench.get();
  if (columns.length > fewestColumns) changeBench({ columns: columns.filter((column) => column.id !== id) });
}

/** Asks all columns at once, each as often as chosen, one run after the other. */
export async function runBench(client: OpenRouterCore, preferredModel: string): Promise<void> {
  const { prompt, times, columns, running } = bench.get();
  if (running || prompt.trim() === "") return;
  bench.set((state) => ({ ...state, runs: {}, running: true }));
  await Promise.all(
    columns.map(async (column) => {
      for (let index = 0; index < times && bench.get().running; index++) {
        const seed = times > 1 ? (column.parameters.seed ?? 1) + index : undefined;
        await ask(client, column, { prompt, model: column.model || preferredModel, index, seed });
      }
    }),
  );
  bench.set((state) => ({ ...state, running: false }));
}

export function stopBench(): void {
  bench.set((state) => ({ ...state, running: false }));
  for (const session of sessions) session.stop();
}

interface Question {
  prompt: string;
  model: string;
  index: number;
  seed: number | undefined;
}

async function ask(client: OpenRouterCore, column: Column, { prompt, model, index, seed }: Question) {
  const request = { ...sessionRequest(column, model), ...(seed !== undefined && { seed }) };
  const session = createChatSession({ client, request });
  sessions.add(session);
  const show = () => {
    const { messages, status } = session.getSnapshot();
    const message = messages.at(-1);
    if (message?.role !== "assistant") return;
    const run = { seed, message, running: status === "submitted" || status === "streaming" };
    bench.set((state) => {
      const before = state.runs[column.id] ?? [];
      const runs = index < before.length ? before.with(index, run) : [...before, run];
      return { ...state, runs: { ...state.runs, [column.id]: runs } };
    });
  };
  const unsubscribe = session.subscribe(show);
  await session.send(prompt);
  unsubscribe();
  sessions.delete(session);
}
