import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres, findRedis } from "../../../../test-support/find-servers.mjs";

/** Why tests with these servers are skipped; undefined: they run. */
export const noServers =
  findPostgres() && findRedis() ? undefined : "PostgreSQL and Redis (or Valkey) are not installed";

/** A server of the system that the test has for itself. */
export interface OwnServer {
  url: string;
  /** Ends it as a crash would; what it has written stays. */
  kill(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

/** A Postgres with an empty database. */
export async function startPostgres(): Promise<OwnServer> {
  const { postgres, initdb } = findPostgres()!;
  const folder = await mkdtemp(join(tmpdir(), "openrouter-postgres-"));
  const data = join(folder, "data");
  const user = unprivileged(folder);
  const locale = ["--locale=C", "--encoding=UTF8", "--auth=trust", "--username=test", "--no-sync"];
  execFileSync(initdb, ["-D", data, ...locale], { stdio: "ignore", cwd: folder, ...user });
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: folder, fsync: "off" };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ownServer({
    folder,
    url: `postgres://test@127.0.0.1:${port}/postgres`,
    run: () =>
      spawn(postgres, ["-D", data, ...args], { stdio: ["ignore", "ignore", "pipe"], cwd: folder, ...user }),
    ready: /ready to accept connections/,
  });
}

/** A Redis or Valkey that keeps everything in a file. */
export async function startRedis(): Promise<OwnServer> {
  const program = findRedis()!;
  const folder = await mkdtemp(join(tmpdir(), "openrouter-redis-"));
  const port = await freePort();
  const settings = { bind: "127.0.0.1", port, dir: folder, appendonly: "yes", save: "", daemonize: "no" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return ownServer({
    folder,
    url: `redis://127.0.0.1:${port}`,
    run: () => spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], cwd: folder }),
    ready: /Ready to accept connections/,
  });
}

interface ServerParts {
  folder: string;
  url: string;
  run: () => ChildProcess;
  /** What it prints when it can be used. */
  ready: RegExp;
}

async function ownServer({ folder, url, run, ready }: ServerParts): Promise<OwnServer> {
  let child: ChildProcess | undefined;
  const start = async () => {
    child = run();
    await printed(child, ready);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  await start();
  return {
    url,
    start,
    kill: () => end("SIGKILL"),
    async close() {
      // Postgres ends at once by this one, and its children with it.
      await end("SIGQUIT");
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Resolves when the process has printed this. */
async function printed(child: ChildProcess, pattern: RegExp): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text;
      if (pattern.test(output)) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`it ended with ${code}:\n${output}`)));
  });
}

/** Postgres refuses to run as root: then it runs as a user who may do nothing else. */
function unprivileged(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const nobody = { uid: 65_534, gid: 65_534 };
  chownSync(folder, nobody.uid, nobody.gid);
  chmodSync(folder, 0o700);
  return nobody;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
