import type { BrowserContextOptions, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { startLoopbackServer } from "../../scripts/loopback-server.mjs";
import { openPage } from "./browser.js";
import { messageField } from "./chat.js";

export type Exchange = Parameters<Parameters<typeof startLoopbackServer>[0]>[0];

/** The page of a server that answers as told, until the test ends. */
export async function openLoopback(
  answer: (exchange: Exchange) => void | Promise<void>,
  options?: BrowserContextOptions,
) {
  const server = await startLoopbackServer(answer);
  onTestFinished(server.close);
  return { server, page: await openPage(server.url, options) };
}

/** Sends a question, and waits for nothing. */
export async function say(page: Page, text = "Hello"): Promise<void> {
  await messageField(page).fill(text);
  await messageField(page).press("Enter");
}

/** Waits until told to go on. */
export function gate() {
  let pass = () => {};
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { pass, passed };
}
