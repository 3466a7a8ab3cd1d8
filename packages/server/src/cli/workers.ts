import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { clusterMetrics } from "../http/cluster-metrics.js";
import type { Service } from "../options.js";
import type { News } from "../router/peers.js";
import { UserError } from "../user-error.js";
import type { LocalServer } from "./local-server.js";

/** What the processes of `serve --workers` tell each other. */
type Message =
  | ({ type: "ready" } & Omit<LocalServer, "close">)
  | { type: "news"; news: News }
  | { type: "metrics"; id: number }
  | { type: "metrics-of-all"; id: number; text: string }
  | { type: "end"; graceMs: number | undefined };

/** Pause before a worker that ended is replaced, in milliseconds: one that can't live must not keep the machine busy. */
const rebirthMs = 1_000;

/** Starts this program again, `count` times, as the processes that serve. Resolves when all of them listen. */
export async function startWorkers(count: number): Promise<LocalServer> {
  let closing = false;
  const workers = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  cluster.on("message", (from: Worker, message: Message) => {
    if (message.type === "news") {
      for (const worker of workers()) if (worker !== from) send(worker, message);
    } else if (message.type === "metrics") void answerMetrics(from, message.id);
  });
  const born = Array.from({ length: count }, () => cluster.fork());
  const [first] = await Promise.all(born.map(readiness)).catch((error) => {
    for (const worker of workers()) worker.process.kill();
    throw error;
  });
  cluster.on("exit", async () => {
    if (closing) return;
    await pause(rebirthMs);
    if (!closing) cluster.fork();
  });
  const close = async (graceMs?: number) => {
    closing = true;
    const ends = workers().map((worker) => once(worker, "exit"));
    for (const worker of workers()) send(worker, { type: "end", graceMs });
    await Promise.all(ends);
  };
  const { url, models, keysRequired } = first!;
  return { url, models, keysRequired, close };
}

function send(worker: Worker, message: Message): void {
  if (worker.isConnected()) worker.send(message);
}

function readiness(worker: Worker): Promise<Extract<Message, { type: "ready" }>> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: Message) => message.type === "ready" && resolve(message));
    // It has said why itself.
    worker.once("exit", () =>
      reject(
        new UserError("A worker could not start.", "Start without --workers to see whether that works."),
      ),
    );
  });
}

async function answerMetrics(worker: Worker, id: number): Promise<void> {
  const text = await clusterMetrics().catch((error: Error) => `# ${error.message}\n`);
  send(worker, { type: "metrics-of-all", id, text });
}

/** What a process that {@link startWorkers} has started knows of the others. */
export class WorkerService implements Service {
  readonly peers = {
    tell: (news: News) => this.#send({ type: "news", news }),
    hear: (listener: (news: News) => void) => {
      process.on("message", (message: Message) => message.type === "news" && listener(message.news));
    },
  };
  readonly #waiting = new Map<number, (text: string) => void>();
  #lastId = 0;

  constructor() {
    process.on("message", (message: Message) => {
      if (message.type !== "metrics-of-all") return;
      this.#waiting.get(message.id)?.(message.text);
      this.#waiting.delete(message.id);
    });
  }

  metrics = (): Promise<string> => {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ type: "metrics", id });
    });
  };

  /** Starts, says that it listens, and serves until it is told to end or is alone. */
  async run(start: () => Promise<LocalServer>): Promise<void> {
    const ended = new Promise<number | undefined>((resolve) => {
      process.on("message", (message: Message) => message.type === "end" && resolve(message.graceMs));
      process.once("disconnect", () => resolve(undefined));
    });
    try {
      const { url, models, keysRequired, close } = await start();
      this.#send({ type: "ready", url, models, keysRequired });
      await close(await ended);
    } finally {
      // An open channel would keep the process alive.
      if (process.connected) process.disconnect();
    }
  }

  #send(message: Message): void {
    if (process.connected) process.send!(message);
  }
}
