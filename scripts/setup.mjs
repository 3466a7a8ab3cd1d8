// What every command of the repository needs before it can run: the packages and the builds,
// made anew only when their inputs have changed. Uses nothing that must be installed first.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamps = join(root, "node_modules", ".cache", "setup");

/** In the order in which they need each other. */
const builds = [
  { workspace: "packages/sdk", inputs: ["packages/sdk"] },
  { workspace: "packages/server", inputs: ["packages/server", "packages/sdk/src"] },
  {
    workspace: "apps/web",
    inputs: [
      "apps/web",
      "packages/sdk/src",
      "packages/server/src/constraints",
      "packages/server/src/formats/chat-completions/parameter-ranges.ts",
    ],
  },
];

/** Ends the process with one message and its remedy. */
export function fail(message, remedy) {
  process.stderr.write(`\n${message}\n${remedy}\n`);
  process.exit(1);
}

export function install() {
  checkNode();
  const lock = hashOf(["package-lock.json", "package.json"]);
  if (existsSync(join(root, "node_modules")) && readStamp("install") === lock) return;
  step("Installing the packages (about a minute the first time)");
  const { status, stderr } = npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (status !== 0) {
    fail(
      `The packages could not be installed.\n${tail(stderr)}`,
      "Check the network and the disk, then run the same command again.",
    );
  }
  writeStamp("install", lock);
}

export function build() {
  for (const { workspace, inputs } of builds) {
    if (!existsSync(join(root, workspace, "package.json"))) continue;
    const hash = hashOf([...inputs, "package-lock.json", "tsconfig.base.json"]);
    const name = `build-${workspace.replaceAll("/", "-")}`;
    if (existsSync(join(root, workspace, "dist")) && readStamp(name) === hash) continue;
    step(`Building ${workspace}`);
    const { status, stdout, stderr } = npm(["run", "build", "--silent", "-w", workspace]);
    if (status !== 0) {
      fail(
        `${workspace} could not be built.\n${tail(`${stdout}\n${stderr}`)}`,
        `Run "npm run build -w ${workspace}" for the whole output.`,
      );
    }
    writeStamp(name, hash);
  }
}

export function step(text) {
  process.stderr.write(`${text} …\n`);
}

/** Runs npm with the same Node, whatever the shell would find. */
function npm(args) {
  const cli = process.env.npm_execpath;
  const options = { cwd: root, encoding: "utf8", maxBuffer: 1 << 26, env: withoutNpmConfig() };
  return cli?.endsWith(".js")
    ? spawnSync(process.execPath, [cli, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
}

/** npm hands its options to its scripts as variables; a nested npm must not take them for its own. */
function withoutNpmConfig() {
  const { npm_config_loglevel, npm_config_silent, npm_config_json, ...env } = process.env;
  return env;
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`This is Node ${process.versions.node}; 20.19 or newer is needed.`, "Install a newer Node.js.");
  }
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of filesOf(join(root, path))) {
      hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !["node_modules", "dist", "test", "coverage"].includes(name))
    .flatMap((item) => filesOf(join(path, item.name)))
    .sort();
}

function readStamp(name) {
  const path = join(stamps, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function writeStamp(name, hash) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), hash);
}

function tail(text) {
  return (text ?? "").trim().split("\n").slice(-15).join("\n");
}
