import { chromium } from "playwright-core";
import { systemChromium } from "../../../test-support/find-chromium.mjs";

/** Starts a Chromium: the one of CHROMIUM_PATH, of the system, or Playwright's own. */
export const launchBrowser = () =>
  chromium.launch({
    executablePath: systemChromium() ?? chromium.executablePath(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
  });
