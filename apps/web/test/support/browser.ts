import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { findChromium, launchChromium, noChromium } from "../../../../test-support/chromium.js";

/** Why the tests of the page are skipped; undefined when they can run. */
export const noBrowser = findChromium() ? undefined : noChromium;

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let browser: Browser;

/** One browser for a file of tests, and a check that the page has been built. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (!existsSync(new URL("../../dist/index.html", import.meta.url)))
      throw new Error("The page is not built: run `npm run build -w apps/web` first");
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
}

/** Opens an address in a browser without memory of earlier tests. Complaints but those expected fail the test. */
export async function openPage(
  url: string,
  { expected, ...options }: BrowserContextOptions & { expected?: RegExp } = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(url).origin });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    // The browser itself reports answers that are errors; what else it reports is a fault of the page.
    const unexpected = (text: string) =>
      !text.startsWith("Failed to load resource") && expected?.test(text) !== true;
    expect(complaints.filter(unexpected)).toEqual([]);
  });
  await page.goto(url);
  await page.locator("button.model-button").waitFor();
  return page;
}

interface Violation {
  id: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

/** Fails when axe finds anything against WCAG 2.2 AA in the page as it stands. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  if (!(await page.evaluate("typeof axe !== 'undefined'"))) {
    // Through the debugger, which the page's security policy does not bind.
    const { readFile } = await import("node:fs/promises");
    await page.evaluate(await readFile(axePath, "utf8"));
  }
  // Colours in the middle of a transition are nobody's.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ),
  );
  // A focus guard hands focus on as soon as it has it; axe lets it pass only while it takes the popup for a modal.
  const violations = (await page.evaluate(
    `axe.run({ exclude: ["[data-base-ui-focus-guard]"] }, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((result) => result.violations)`,
  )) as Violation[];
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
  expect(found, state).toEqual([]);
}
