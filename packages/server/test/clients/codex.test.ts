import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answers, calls, type RoutedCloud, routedId, startRoutedCloud } from "../support/weather-cloud.js";

/** Too large to be a dependency: `npm install --no-save @openai/codex`, or any other, named here or on the path. */
const binary = process.env.CODEX_BINARY ?? "codex";
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

it.skipIf(!there)("codex edits a file (left out without the codex binary: see CODEX_BINARY)", async () => {
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
