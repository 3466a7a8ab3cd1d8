// npm test under each version of Node.js that must work, or those given: node scripts/ci.mjs [20.19 22 24]
// A version that isn't the one running comes from npm, as the package of Node's own program for this machine.
import { spawnSync } from "node:child_process";
import { root, step } from "./setup.mjs";

const given = process.argv.slice(2);
const versions = given.length > 0 ? given : ["20.19", "22", "24"];

const failed = versions.filter((version) => {
  step(`Testing under Node.js ${version}`);
  return !passes(version);
});
process.stdout.write(
  failed.length > 0 ? `Failed under Node.js ${failed.join(", ")}\n` : `Passed under ${versions.join(", ")}\n`,
);
process.exit(failed.length > 0 ? 1 : 0);

function passes(version) {
  const test = ["scripts/test.mjs"];
  const [command, args] = `${process.versions.node}.`.startsWith(`${version}.`)
    ? [process.execPath, test]
    : ["npx", ["--yes", "-p", `${programOf()}@${version}`, "--", "node", ...test]];
  return (
    spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" }).status ===
    0
  );
}

function programOf() {
  return `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
}
