// npm test: checks and tests of everything, from a fresh clone. Arguments go to vitest.
// npm run test:fast: while working, the checks of the layers and what needs neither model nor browser nor processes.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, install, root, step } from "./setup.mjs";

const results = join(root, "test-results");

install();
build();
const given = process.argv.slice(2);
const fast = given[0] === "--fast";
const chromium = fast ? undefined : await (await import("./chromium.mjs")).ensureChromium();
if (!fast) (await import("./servers.mjs")).ensureServers();
const model = fast ? undefined : fetchModel();
const env = {
  ...process.env,
  ...(chromium && { CHROMIUM_PATH: chromium }),
  ...(model && { OPENROUTER_MODEL_PATH: model }),
};

rmSync(results, { recursive: true, force: true });
mkdirSync(results);

/** Tests beside the sources they test, and those of the SDK that take a moment. */
const fastTests = [
  "architecture",
  "packages/sdk/src",
  "packages/sdk/test/wire",
  "packages/sdk/test/stream",
  "packages/sdk/test/limits",
  "packages/server/src",
  "apps/web/src",
];
const only = fast ? fastTests : given;
const checks =
  only.length > 0
    ? []
    : [
        ["format and lint", ["biome", "check", "."]],
        ...["packages/sdk/tsconfig.test.json", "packages/server", "apps/web", "examples"].map((project) => [
          `types of ${project}`,
          ["tsc", "--noEmit", "-p", project],
        ]),
      ];
const failedChecks = checks.filter(([name, command]) => {
  step(`Checking ${name}`);
  return run(command) !== 0;
});

step("Running the tests");
const report = join(results, "vitest.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
const status = run(["vitest", "run", ...reporters, ...only]);
const outcome = countsOf(report);
// A run that ended badly without a failed test (a crash, an unhandled error) is a failure too.
if (status !== 0 && outcome.failed === 0) outcome.failed = 1;

for (const [name] of failedChecks) process.stdout.write(`Check failed: ${name}\n`);
const passed = outcome.passed + checks.length - failedChecks.length;
const failed = outcome.failed + failedChecks.length;
const { skipped } = outcome;
const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
writeFileSync(join(results, "counts.txt"), `${counts}\n`);
process.stdout.write(`${counts}\n`);
process.exit(failed > 0 ? 1 : 0);

function run([command, ...args]) {
  const options = { cwd: root, env, stdio: "inherit", shell: process.platform === "win32" };
  return spawnSync(join(root, "node_modules/.bin", command), args, options).status ?? 1;
}

/** The default model, or the light one in its place; without either the tests that need it say that they are skipped. */
function fetchModel() {
  if (process.env.OPENROUTER_MODEL_PATH) return process.env.OPENROUTER_MODEL_PATH;
  const cli = join(root, "packages/server/dist/cli/main.js");
  const args = [cli, "models", "pull", "--json"];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return status === 0 ? JSON.parse(stdout).path : undefined;
}

function countsOf(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(path, "utf8"),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
