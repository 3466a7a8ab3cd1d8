import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const requirements = fileURLToPath(new URL("./requirements.txt", import.meta.url));
const folder = fileURLToPath(new URL("../../.cache/python-clients", import.meta.url));

export interface Python {
  /** The interpreter that has the clients. */
  path: string;
  /** Why there is none. */
  missing?: string;
}

/**
 * The interpreter that PYTHON names, which has what it has; else one in a folder of its own, where the clients are
 * installed when they are needed first: they are not of the workspace.
 */
export function pythonWithClients(): Python {
  const { PYTHON } = process.env;
  if (PYTHON) return { path: PYTHON };
  const path = join(folder, "bin/python");
  const whole = join(folder, "installed");
  if (existsSync(whole)) return { path };
  rmSync(folder, { recursive: true, force: true });
  const missing =
    failure("python3", ["-m", "venv", folder]) ??
    failure(path, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  if (missing !== undefined) return { path, missing };
  writeFileSync(whole, "");
  return { path };
}

/** The last line of what a program says that fails. */
function failure(program: string, args: string[]): string | undefined {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status === 0) return undefined;
  return (error?.message ?? stderr.trim().split("\n").at(-1)) || `${program} ended with ${status}`;
}
