import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answers, calls, type RoutedCloud, routedId, startRoutedCloud } from "../support/weather-cloud.js";

/** Pinned: what a later one asks for may be something else. */
const version = "0.169.0";

/** The binary that CODEX_BINARY names; else one that is installed when it is needed first, too large for the workspace. */
function codexBinary(): string {
  if (process.env.CODEX_BINARY) return process.env.CODEX_BINARY;
  const cache = fileURLToPath(new URL("../../.cache/codex", import.meta.url));
  const path = join(cache, "node_modules/.bin/codex");
  if (!existsSync(path)) {
    const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"];
    mkdirSync(cache, { recursive: true });
    spawnSync("npm", ["install", "--prefix", cache, ...options, `@openai/codex@${version}`]);
  }
  return path;
}

const binary = codexBinary();
const there = spawnSync(binary, ["--version"]).status === 0;

let folder: string;
let routed: RoutedCloud;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codex-"));
  routed = await startRoutedCloud((response, asked) => {
    const done = asked.body.messages.some(({ role }: { role: string }) => role === "tool");
    const edit = { cmd: "sed -i s/blue/red/ colour.txt", workdir: folder };
    const script = done
      ? answers([{ content: "It is red now." }])
      : calls({ name: "exec_command", arguments: JSON.stringify(edit) });
    return script(response, asked);
  });
});
afterAll(async () => {
  await routed.close();
  await rm(folder, { recursive: true, force: true });
});

it.skipIf(!there)("codex edits a file (left out where @openai/codex can't be installed)", async () => {
  await writeFile(join(folder, "colour.txt"), "blue\n");
  await writeFile(
    join(folder, "config.toml"),
    `model = "${routedId}"
model_provider = "local"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
analytics.enabled = false
web_search = "disabled"
[model_providers.local]
name = "Local"
base_url = "${routed.server.url}/api/v1"
wire_api = "responses"
`,
  );
  const codex = promisify(execFile)(binary, ["exec", "--skip-git-repo-check", "Make it red"], {
    cwd: folder,
    env: { ...process.env, CODEX_HOME: folder },
  });
  codex.child.stdin?.end();
  expect((await codex).stdout).toContain("It is red now.");
  expect(await readFile(join(folder, "colour.txt"), "utf8")).toBe("red\n");
});
