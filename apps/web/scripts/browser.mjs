import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const paths = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Starts a Chromium: the one of CHROMIUM_PATH, of the system, or Playwright's own. */
export const launchBrowser = () =>
  chromium.launch({
    executablePath: paths.find((path) => path && existsSync(path)) ?? chromium.executablePath(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
  });
