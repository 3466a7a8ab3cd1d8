import { type Browser, chromium } from "playwright-core";
import { isExecutable, systemChromium } from "./find-chromium.mjs";

/** Why browser tests are skipped where {@link findChromium} finds nothing. */
export const noChromium =
  "no Chromium found: install one (Debian: apt-get install chromium), run `npx playwright-core install chromium`, or set CHROMIUM_PATH";

/** The browser to test with: `CHROMIUM_PATH`, else one on the `PATH`, else Playwright's own. */
export function findChromium(): string | undefined {
  return systemChromium() ?? [chromium.executablePath()].find(isExecutable);
}

/** Starts a headless Chromium that makes no requests of its own. Rejects where none is found. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(noChromium);
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}
