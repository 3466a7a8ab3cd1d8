import { describe, expect, it } from "vitest";
import { Wall } from "../router/wall/wall.js";
import { eventually } from "../storage/support/eventually.js";
import { temporaryFolder } from "../storage/support/temporary-folder.js";
import { runCli } from "../support/cli.js";
import { answer, call, manager, serveWall } from "./support.js";

describe("openrouter keys and usage", () => {
  it("make, list and revoke the keys of a server that runs", async () => {
    const dataDir = await temporaryFolder();
    const env = { ...process.env, OPENROUTER_DATA_DIR: dataDir };
    /** The command's exit code. */
    const run = (...args: string[]) => runCli(args, { env }).ended;
    const wall = await Wall.start();
    const server = await serveWall(wall, {}, { dataDir });
    const made = runCli(["keys", "create", "--name", "Robot", "--limit", "1.5", "--reset", "daily"], { env });
    expect(await made.ended).toBe(0);
    const key = made.stdout.trim();
    expect((await answer(server, key)).status).toBe(200);
    await eventually(async () => (await call(server, "GET", "/credits", manager)).body.data.total_usage).toBe(
      0.00008,
    );
    const listed = runCli(["keys"], { env });
    await listed.ended;
    expect(listed.stdout).toMatch(/^[0-9a-f]{16} {2}sk-or-v1-\S+ {2}Robot {2}\$0\.00008 of \$1\.5 daily$/m);
    const usage = runCli(["usage", "--days", "2"], { env });
    await usage.ended;
    expect(usage.stdout).toMatch(/acme\/good {2}alpha {2}1 requests {2}10 \+ 7 tokens {2}\$0\.00008$/m);
    expect(await run("keys", "revoke", "zz")).toBe(1);
    expect(await run("keys", "revoke", listed.stdout.slice(0, 16))).toBe(0);
    await eventually(async () => (await answer(server, key)).status).toBe(401);
    await wall.close();
  }, 120_000);
});
