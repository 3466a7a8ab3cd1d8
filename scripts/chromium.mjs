// A Chromium for the browser tests: one of the system, else Debian's package, else Playwright's own.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { systemChromium } from "../test-support/find-chromium.mjs";
import { root, step } from "./setup.mjs";

/** Path of a Chromium, or undefined after saying why there is none. */
export async function ensureChromium() {
  return systemChromium() ?? debianChromium() ?? (await playwrightChromium());
}

function debianChromium() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  step("Installing Chromium for the browser tests");
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
  return systemChromium();
}

async function playwrightChromium() {
  const { chromium } = await import("playwright-core");
  if (!existsSync(chromium.executablePath())) {
    step("Downloading Playwright's Chromium for the browser tests");
    const cli = join(root, "node_modules/playwright-core/cli.js");
    spawnSync(process.execPath, [cli, "install", "chromium"], { stdio: "ignore", timeout: 300_000 });
  }
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  process.stderr.write(
    "No Chromium was found or could be installed: the browser tests will be skipped.\n" +
      "Install one and set CHROMIUM_PATH to its program to run them.\n",
  );
  return undefined;
}
