// npm test: checks and tests of everything, from a fresh clone. Arguments go to vitest.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, install, root, step } from "./setup.mjs";

const results = join(root, "test-results");

install();
build();
const { ensureChromium } = await import("./chromium.mjs");
const chromium = await ensureChromium();
const model = fetchModel();
const env = {
  ...process.env,
  ...(chromium && { CHROMIUM_PATH: chromium }),
  ...(model && { OPENROUTER_MODEL_PATH: model }),
};

rmSync(results, { recursive: true, force: true });
mkdirSync(results);

const only = process.argv.slice(2);
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

// Benchmarks run when nothing else does.
const runs = only.length > 0 ? [only] : [["--project=!bench"], ["--project=bench"]];
const outcomes = runs.map((args, number) => {
  step(`Running the ${number === 0 ? "tests" : "benchmarks"}`);
  const report = join(results, `vitest-${number}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const status = run(["vitest", "run", ...reporters, ...args]);
  const counts = countsOf(report);
  // A run that ended badly without a failed test (a crash, an unhandled error) is a failure too.
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
});
for (const [name] of failedChecks) process.stdout.write(`Check failed: ${name}\n`);
const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
const passed = sum("passed") + checks.length - failedChecks.length;
const failed = sum("failed") + failedChecks.length;
const skipped = sum("skipped");
const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
writeFileSync(join(results, "counts.txt"), `${counts}\n`);
process.stdout.write(`${counts}\n`);
process.exit(failed > 0 ? 1 : 0);

function run([command, ...args]) {
  const options = { cwd: root, env, stdio: "inherit", shell: process.platform === "win32" };
  return spawnSync(join(root, "node_modules/.bin", command), args, options).status ?? 1;
}

/** The real model; its tests say that they are skipped when it can't be had. */
function fetchModel() {
  if (process.env.OPENROUTER_MODEL_PATH) return process.env.OPENROUTER_MODEL_PATH;
  const cli = join(root, "packages/server/dist/cli/main.js");
  const args = [cli, "models", "pull", "smollm2-135m-instruct", "--json"];
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
