import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cli } from "../support/cli.js";
import { writeTinyModel } from "../support/tiny-model.js";
import { type Fault, faults } from "./faults.js";
import { allInputs, type Input } from "./inputs.js";
import { idleProcess, MeasuredProcess, type Measures } from "./measured-process.js";
import { send, type Verdict } from "./send.js";

/** What a well-behaved client saw beside all this. */
export interface Neighbourhood {
  answers: number;
  /** Answers that did not come to their end. */
  broken: number;
  /** Longest time between two chunks of one answer, in milliseconds. */
  longestStall: number;
}

export interface TortureOptions {
  /** A GGUF file. Default: a model of random weights. */
  model?: string | undefined;
  /** Every how many-th input is sent. Default: 1, all of them. */
  every?: number;
  /** Told each verdict as it comes. */
  onVerdict?: (verdict: Verdict) => void;
  /** No input begins later than this, in milliseconds. Default: 10 minutes. */
  longestMs?: number;
}

export interface TortureResult {
  verdicts: Verdict[];
  neighbour: Neighbourhood;
  server: Measures;
  /** The same measures of a process that does nothing, at the same time. */
  idle: Measures;
  recordsLost: number;
}

const neighbourProgram = fileURLToPath(new URL("./neighbour.mjs", import.meta.url));

/** Inputs that are under way at the same time. */
const atOnce = 4;

/** Starts a server, sends it what nobody should, and breaks what can be broken; the server is ended afterwards. */
export async function torture(options: TortureOptions = {}): Promise<TortureResult> {
  const folder = await mkdtemp(join(tmpdir(), "torture-"));
  const idle = idleProcess();
  try {
    const model = options.model ?? join(folder, "tiny.gguf");
    if (options.model === undefined) await writeTinyModel(model);
    const env = { ...process.env, OPENROUTER_DATA_DIR: folder, OPENROUTER_CACHE_DIR: folder };
    const start = () =>
      new MeasuredProcess([cli, ...["serve", "-m", model, "--port", "0", "--json", "--queue", "1000"]], env);
    const server = start();
    try {
      const verdicts: Verdict[] = [];
      const judge = (verdict: Verdict) => {
        verdicts.push(verdict);
        options.onVerdict?.(verdict);
      };
      const { url } = JSON.parse(await server.firstLine()) as { url: string };
      server.begin();
      idle.begin();
      const neighbour = new MeasuredProcess([neighbourProgram, url]);
      await sendAll(chosen(options.every ?? 1), url, judge, options.longestMs ?? 600_000);
      neighbour.child.kill("SIGTERM");
      const figures = {
        neighbour: JSON.parse(await neighbour.firstLine()) as Neighbourhood,
        server: await server.measures(),
        idle: await idle.measures(),
      };
      for (const fault of faults) judge(await suffer(fault, { url, server, start }));
      const recordsLost = await lostRecords(url);
      const code = await server.end();
      judge({
        name: "SIGTERM at the end",
        outcome: `exit code ${code}`,
        fault: code === 0 ? undefined : "not 0",
        ms: 0,
      });
      return { verdicts, ...figures, recordsLost };
    } finally {
      await server.end("SIGKILL");
    }
  } finally {
    await idle.end("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}

function* chosen(every: number): Generator<Input> {
  let count = 0;
  for (const input of allInputs()) if (count++ % every === 0) yield input;
}

async function sendAll(
  inputs: Iterator<Input>,
  url: string,
  judge: (verdict: Verdict) => void,
  longestMs: number,
): Promise<void> {
  const end = performance.now() + longestMs;
  const sender = async () => {
    for (let next = inputs.next(); !next.done; next = inputs.next()) {
      if (performance.now() > end) {
        judge({ name: next.value.name, outcome: "not sent", fault: "there was no time left", ms: 0 });
      } else judge(await send(next.value, url));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
}

async function suffer(fault: Fault, scene: Parameters<Fault["happen"]>[0]): Promise<Verdict> {
  const started = performance.now();
  let problem: string | undefined;
  try {
    problem = await fault.happen(scene);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  const ms = Math.round(performance.now() - started);
  return {
    name: fault.name,
    outcome: problem === undefined ? "as it should be" : "wrong",
    fault: problem,
    ms,
  };
}

async function lostRecords(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^openrouter_records_lost_total (\d+)$/m.exec(text)?.[1]);
}
