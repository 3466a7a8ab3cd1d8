import type { Browser, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";

/** The document around the page's script; `attributes` are its root element's. */
export function pageHtml(content = "", attributes = ""): string {
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="root" ${attributes}>${content}</div><script src="/page.js"></script>`;
}

/** Opens an address until the test ends, and fails the test when the page complained meanwhile. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  onTestFinished(async () => {
    await page.close();
    // The browser itself reports failed requests; what else is reported is a fault.
    expect(complaints.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
  });
  await page.goto(url);
  return page;
}

/** Types a message and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.fill("input", text);
  await page.click("text=Send");
}
