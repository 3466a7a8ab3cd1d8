// Postgres and Redis for the tests of the shared back end: those of the system, else Debian's packages.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findPostgres, findRedis } from "../test-support/find-servers.mjs";
import { step } from "./setup.mjs";

/** Installs what is missing where that is possible, and says what the tests will leave out. */
export function ensureServers() {
  const missing = () => [...(findPostgres() ? [] : ["postgresql"]), ...(findRedis() ? [] : ["redis-server"])];
  const root = process.platform === "linux" && process.getuid?.() === 0;
  if (missing().length > 0 && root && existsSync("/etc/debian_version")) {
    step(`Installing ${missing().join(" and ")} for the tests of the shared back end`);
    // RUNLEVEL=1: the packages' own services are not started.
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    const options = { stdio: "ignore", env };
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing()], options);
  }
  const left = missing();
  if (left.length === 0) return;
  process.stderr.write(
    `${left.join(" and ")} could not be found or installed: the tests that need it will be skipped.\n` +
      "Install PostgreSQL and Redis (or Valkey) to run them.\n",
  );
}
