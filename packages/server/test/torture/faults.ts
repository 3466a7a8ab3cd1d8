import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import type { MeasuredProcess } from "./measured-process.js";

/** What a fault happens to. */
export interface Scene {
  url: string;
  server: MeasuredProcess;
  /** Starts another server like it. */
  start(): MeasuredProcess;
}

/** Something that breaks; the result is what the server did wrong, undefined when it did nothing wrong. */
export interface Fault {
  name: string;
  happen(scene: Scene): Promise<string | undefined>;
}

/** Milliseconds in which what must come has come. */
const patience = 120_000;

const endless = { logit_bias: { 0: -100, 2: -100 }, max_tokens: 1_500 };

function ask(url: string, fields: object, signal = AbortSignal.timeout(patience)): Promise<Response> {
  return fetch(`${url}/api/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ messages: [{ role: "user", content: "Hello" }], ...fields }),
    signal,
  });
}

async function answers(url: string): Promise<string | undefined> {
  const response = await ask(url, { max_tokens: 2 });
  const text = await response.text();
  return response.status === 200
    ? undefined
    : `the next request was answered with ${response.status}: ${text}`;
}

/** Waits until it is so. */
async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`it never came about that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function model(url: string): Promise<{ running: number; waiting: number; restarts: number }> {
  const { models } = (await (await fetch(`${url}/health`)).json()) as { models: [never] };
  return models[0];
}

async function idle(url: string): Promise<void> {
  await until("nothing runs any more", async () => {
    const { running, waiting } = await model(url);
    return running + waiting === 0;
  });
}

async function open(url: string, bytes: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {});
  await new Promise((resolve) => socket.write(bytes, resolve));
  return socket;
}

function post(body: string, length = body.length): string {
  const head = "POST /api/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n";
  return `${head}Content-Length: ${length}\r\n\r\n${body}`;
}

/** The first chunk of a stream has come. */
async function begun(response: Response): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const reader = response.body!.getReader();
  let text = "";
  while (!text.includes('"content"')) text += new TextDecoder().decode((await reader.read()).value);
  return reader;
}

async function childrenOf({ child }: MeasuredProcess): Promise<number[]> {
  const text = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const onAnySystem: Fault[] = [
  {
    name: "100 clients that send half a head and wait",
    async happen({ url }) {
      const sockets = await Promise.all(
        Array.from({ length: 100 }, () => open(url, "GET / HTTP/1.1\r\nHost: lo")),
      );
      const fault = await answers(url);
      for (const socket of sockets) socket.destroy();
      return fault;
    },
  },
  {
    name: "100 clients that send half a body and wait",
    async happen({ url }) {
      const sockets = await Promise.all(
        Array.from({ length: 100 }, () => open(url, post('{"mess', 100_000))),
      );
      const fault = await answers(url);
      for (const socket of sockets) socket.destroy();
      return fault;
    },
  },
  {
    name: "20 clients that send 9 MB and leave",
    async happen({ url }) {
      const body = JSON.stringify({ messages: [{ role: "user", content: "word ".repeat(1_800_000) }] });
      const sockets = await Promise.all(Array.from({ length: 20 }, () => open(url, post(body))));
      for (const socket of sockets) socket.destroy();
      return answers(url);
    },
  },
  {
    name: "50 clients that leave in the middle of their answers",
    async happen({ url }) {
      const leave = new AbortController();
      const all = Array.from({ length: 50 }, () =>
        ask(url, { ...endless, stream: true }, leave.signal).then((response) => response.text()),
      );
      const ends = Promise.allSettled(all);
      await until("they are being served", async () => (await model(url)).running > 0);
      leave.abort();
      await ends;
      await idle(url);
      return answers(url);
    },
  },
  {
    name: "8 clients that never read their answers",
    async happen({ url }) {
      const body = JSON.stringify({
        ...{ ...endless, max_tokens: 400, stream: true, logprobs: true, top_logprobs: 20 },
        messages: [{ role: "user", content: "Hello" }],
      });
      const sockets = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const socket = await open(url, post(body));
          return socket.pause();
        }),
      );
      const fault = await answers(url);
      await idle(url);
      for (const socket of sockets) socket.destroy();
      return fault;
    },
  },
  {
    name: "60 users that one address invents buy no 60 turns",
    async happen({ url }) {
      const leave = new AbortController();
      const crowd = Array.from({ length: 60 }, (_, index) =>
        ask(url, { ...endless, max_tokens: 300, user: `invented ${index}` }, leave.signal).then((r) =>
          r.text(),
        ),
      );
      const ends = Promise.allSettled(crowd);
      await until("many wait", async () => (await model(url)).waiting > 20);
      // The same address: its users share its turns, and a newcomer among them is the next but one at most.
      const fault = await answers(url);
      leave.abort();
      await ends;
      await idle(url);
      return fault;
    },
  },
];

/** What looks at processes by way of /proc, which only Linux has. */
const onLinux: Fault[] = [
  {
    name: "kill -9 of the engine",
    async happen({ url, server }) {
      const before = (await model(url)).restarts;
      const [engine] = await childrenOf(server);
      const reader = await begun(await ask(url, { ...endless, stream: true }));
      process.kill(engine!, "SIGKILL");
      let text = "";
      for (let part = await reader.read(); !part.done; part = await reader.read())
        text += new TextDecoder().decode(part.value);
      if (!/"code":502/.test(text)) return `the stream ended without a typed error: ${text.slice(-300)}`;
      const fault = await answers(url);
      return fault ?? ((await model(url)).restarts === before + 1 ? undefined : "it was not counted");
    },
  },
  {
    name: "kill -9 of the server leaves no engine behind",
    async happen({ start }) {
      const other = start();
      const { url } = JSON.parse(await other.firstLine()) as { url: string };
      const [engine] = await childrenOf(other);
      const running = ask(url, endless).catch(() => undefined);
      await until("it runs", async () => (await model(url)).running > 0);
      await other.end("SIGKILL");
      await running;
      await until("the engine is gone", async () => !lives(engine!));
      return undefined;
    },
  },
];

/** What breaks, one after the other. */
export const faults: Fault[] = process.platform === "linux" ? [...onAnySystem, ...onLinux] : onAnySystem;
