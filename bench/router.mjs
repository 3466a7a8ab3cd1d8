// What the router adds, against the same scripted upstream asked directly and through a bare forwarder, in turn:
//   node bench/router.mjs [seconds for each measurement] [--check]
// The rate that a process could reach is its CPU time for a request: other programs on the machine hardly change it.
// With keys, budgets and limits it is asked too, by CPU time in turn with the one without.
// With --check only the CPU is measured, and the run fails below the share of the bare forwarder's that is held.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const check = process.argv.includes("--check");
const seconds = Number(process.argv.slice(2).find((argument) => argument !== "--check") ?? 5);
/** Of the bare forwarder's requests for the same CPU time; half of what is usual, for machines that are busy. */
const leastShare = 0.2;
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "openrouter-bench-"));
const children = [];

async function start(...args) {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, OPENROUTER_DATA_DIR: folder },
  });
  children.push(child);
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  return { child, line: line.trim() };
}

/** One request; resolves with milliseconds until its end, and the chunks' delays. */
function request(base, agent, model, stream, key = "") {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({
      model,
      stream,
      messages: [{ role: "user", content: "Capital of France?" }],
    });
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      ...(key && { authorization: `Bearer ${key}` }),
    };
    const asked = httpRequest(`${base}/chat/completions`, { method: "POST", agent, headers }, (response) => {
      let text = "";
      const delays = [];
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
        if (model !== "paced") return;
        const now = performance.timeOrigin + performance.now();
        // Chunks that a slow reader finds together may come as one.
        for (const [, sent] of part.matchAll(/(\d{13,}(?:\.\d+)?) /g)) delays.push(now - Number(sent));
      });
      response.on("end", () =>
        resolve({ ms: performance.now() - started, text, delays, status: response.statusCode }),
      );
    });
    asked.on("error", reject).end(body);
  });
}

const names = ["direct", "bare forwarder", "router"];

function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Latencies of one connection after the other's, in turn, so that what else the machine does hits all alike. */
async function latency(bases) {
  const agents = bases.map(() => new Agent({ keepAlive: true, maxSockets: 1 }));
  const all = bases.map(() => []);
  for (let round = 0; round < 200; round++) {
    for (const [index, base] of bases.entries()) await request(base, agents[index], "instant", true);
  }
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    for (const [index, base] of bases.entries()) {
      for (let i = 0; i < 20; i++) all[index].push((await request(base, agents[index], "instant", true)).ms);
    }
  }
  for (const agent of agents) agent.destroy();
  return all;
}

async function rate(base) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  let count = 0;
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (performance.now() < end) {
        const { status } = await request(base, agent, "instant", true);
        if (status !== 200) throw new Error(`status ${status}`);
        count++;
      }
    }),
  );
  agent.destroy();
  return (count * 1000) / (performance.now() - started);
}

/** Milliseconds that a process has computed. */
function cpuMs({ pid }) {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

/** Milliseconds of CPU for a request, of processes asked in turn, when they have warmed up. */
async function cpu(targets) {
  const ask = async ({ base, key }, agent, count) => {
    let left = count;
    const clients = Array.from({ length: 32 }, async () => {
      while (left-- > 0) {
        const { status } = await request(base, agent, "instant", true, key);
        if (status !== 200) throw new Error(`status ${status}`);
      }
    });
    await Promise.all(clients);
  };
  const agents = targets.map(() => new Agent({ keepAlive: true, maxSockets: 32 }));
  const spent = targets.map(() => 0);
  const [rounds, each] = [4, 1_500];
  for (let round = -2; round < rounds; round++) {
    for (const [index, target] of targets.entries()) {
      const before = cpuMs(target.child);
      await ask(target, agents[index], each);
      if (round >= 0) spent[index] += cpuMs(target.child) - before;
    }
  }
  for (const agent of agents) agent.destroy();
  return spent.map((ms) => ms / rounds / each);
}

/** A router with prices, a key, and budgets and limits that every request must find room in. */
async function startGuarded(upstream) {
  const config = join(folder, "openrouter.json");
  const manager = "management-key-of-the-benchmark";
  const pricing = { prompt: "0.000001", completion: "0.000002" };
  const endpoints = [{ provider: "alpha", model: "instant", pricing, context_length: 4096 }];
  const accounts = {
    management_keys: [manager],
    budgets: [
      { per: "server", limit: "100000", reset: "monthly" },
      { per: "key", limit: "100000", reset: "daily" },
    ],
    limits: [
      { per: "key", requests_per_minute: 1_000_000, tokens_per_minute: 1_000_000_000, concurrent: 1_000 },
    ],
  };
  const providers = [{ slug: "alpha", type: "openai", base_url: upstream }];
  writeFileSync(config, JSON.stringify({ providers, models: [{ id: "instant", endpoints }], accounts }));
  const options = ["--config", config, "--port", "0", "--json", "--log-level", "silent"];
  const { child, line } = await start(path("../packages/server/bin/openrouter.js"), "serve", ...options);
  const base = JSON.parse(line).baseUrl;
  const made = await fetch(`${base}/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${manager}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Benchmark", limit: 100_000 }),
  });
  return { base, child, key: (await made.json()).key };
}

async function streams(base, count) {
  const agent = new Agent({ keepAlive: true });
  const answers = await Promise.all(Array.from({ length: count }, () => request(base, agent, "paced", true)));
  agent.destroy();
  const delays = answers.flatMap((answer) => answer.delays);
  const lost = answers.filter(
    ({ delays: own, text }) => own.length !== 64 || !text.includes("[DONE]"),
  ).length;
  return { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), lost };
}

function residentMiB({ pid }) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

/** Latency, rate and streams of all. */
async function compare(bases, child, idle) {
  const all = await latency(bases);
  const table = { "latency p50 (ms)": {}, "latency p99 (ms)": {}, "requests/s, 32 connections": {} };
  for (const [index, name] of names.entries()) {
    table["latency p50 (ms)"][name] = percentile(all[index], 0.5).toFixed(2);
    table["latency p99 (ms)"][name] = percentile(all[index], 0.99).toFixed(2);
    table["requests/s, 32 connections"][name] = Math.round(await rate(bases[index]));
  }
  for (const count of [100, 500]) {
    table[`${count} streams: chunk p50/p99 (ms), lost`] = {};
    for (const [index, name] of names.entries()) {
      const { p50, p99, lost } = await streams(bases[index], count);
      table[`${count} streams: chunk p50/p99 (ms), lost`][name] =
        `${p50.toFixed(1)}/${p99.toFixed(1)}, ${lost}`;
    }
  }
  console.table(table);
  console.log(`router: ${idle.toFixed(0)} MiB idle, ${residentMiB(child).toFixed(0)} MiB after`);
}

try {
  const direct = (await start(path("lib/router-upstream.mjs"))).line;
  const forwarder = await start(path("lib/bare-forwarder.mjs"), direct);
  const bare = forwarder.line;
  const options = ["--upstream", direct, "--port", "0", "--json", "--log-level", "silent"];
  const ours = await start(path("../packages/server/bin/openrouter.js"), "serve", ...options);
  const router = JSON.parse(ours.line).baseUrl;
  const bases = [direct, bare, router];

  const idle = residentMiB(ours.child);
  const guarded = await startGuarded(direct);
  const [bareCpu, ourCpu, guardedCpu] = await cpu([
    { base: bare, child: forwarder.child },
    { base: router, child: ours.child },
    guarded,
  ]);
  const share = bareCpu / ourCpu;
  console.log(
    `CPU for a request: bare forwarder ${bareCpu.toFixed(2)} ms, router ${ourCpu.toFixed(2)} ms; ` +
      `${share.toFixed(2)} of its requests for the same CPU`,
  );
  console.log(
    `with keys, budgets and limits ${guardedCpu.toFixed(2)} ms; ` +
      `${(ourCpu / guardedCpu).toFixed(2)} of the router's requests without them for the same CPU`,
  );
  if (check) {
    if (share < leastShare) throw new Error(`less than the ${leastShare} that is held`);
  } else await compare(bases, ours.child, idle);
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
