import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { startLoopbackServer } from "../scripts/loopback-server.mjs";
import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";
import { answers, finished, messageField } from "./support/chat.js";
import { startRouter } from "./support/server.js";

describe.skipIf(noBrowser)(`answers survive${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  /** The page of a real server whose provider says "word1 " to "word9 ", and "The end." when it is told to. */
  async function open() {
    let go = () => {};
    const passed = new Promise<void>((resolve) => {
      go = resolve;
    });
    const asked: ServerResponse[] = [];
    const provider = await startLoopbackServer(async ({ delta, finish, response }) => {
      asked.push(response);
      for (let i = 1; i <= 9; i++) delta({ content: `word${i} ` });
      await Promise.race([passed, once(response, "close")]);
      delta({ content: "The end." });
      finish();
    });
    onTestFinished(provider.close);
    const server = await startRouter(`${provider.url}/api/v1`);
    onTestFinished(server.close);
    const page = await openPage(server.url);
    await messageField(page).fill("Tell");
    await messageField(page).press("Enter");
    await page.getByText("word9").waitFor();
    return { server, page, go, asked };
  }

  const whole = "word1 word2 word3 word4 word5 word6 word7 word8 word9 The end.";

  async function expectWhole(page: Page, asked: ServerResponse[]) {
    expect(await finished(answers(page))).toBe(whole);
    expect(await answers(page).count()).toBe(1);
    expect(await page.getByText("interrupted").count()).toBe(0);
    expect(asked).toHaveLength(1);
  }

  test("a reload goes on where the answer is", async () => {
    const { page, go, asked } = await open();
    await page.reload();
    await page.locator(".message.assistant[aria-busy]").getByText("word9").waitFor();
    await expectAccessible(page, "resumed");
    go();
    await expectWhole(page, asked);
    await page.reload();
    await expectWhole(page, asked);
  });

  test("an answer that ended while no page was there is fetched whole", async () => {
    const { page, go, asked } = await open();
    const url = page.url();
    await page.goto("about:blank");
    go();
    await once(asked[0]!, "finish");
    await page.goto(url);
    await expectWhole(page, asked);
  });

  test("a lost network is waited for", async () => {
    const { page, go, asked } = await open();
    // What the page fetches once it stands is there.
    for (const name of ["RequestPanel", "Dialogs"])
      await page.waitForFunction(
        (part) => performance.getEntriesByType("resource").some((entry) => entry.name.includes(part)),
        name,
      );
    await page.context().setOffline(true);
    await page.getByText("The connection is lost.").waitFor();
    await expectAccessible(page, "offline");
    go();
    await page.context().setOffline(false);
    await expectWhole(page, asked);
    expect(await page.getByText("The connection is lost.").count()).toBe(0);
  });

  test("stop stops at the provider, also after a reload", async () => {
    const { page, asked } = await open();
    await page.reload();
    await page.locator(".message.assistant[aria-busy]").waitFor();
    const left = once(asked[0]!, "close");
    await page.getByRole("button", { name: "Stop" }).click();
    await left;
    await page.locator(".statistics", { hasText: "stopped" }).waitFor();
    await page.reload();
    await page.locator(".statistics", { hasText: "stopped" }).waitFor();
  });

  test("two tabs: one receives the answer, and the other when that is closed", async () => {
    const { page, go, asked } = await open();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByText("Another tab receives this answer.").waitFor();
    await expectAccessible(other, "received elsewhere");
    await page.close();
    await other.locator(".message.assistant[aria-busy]").waitFor();
    go();
    await expectWhole(other, asked);
  });

  test("a server that is gone: what came is kept, and never shown as complete", async () => {
    const { page, server } = await open();
    await server.kill();
    await page.getByText("The connection is lost.").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".statistics", { hasText: "stopped" }).waitFor();
    await page.getByText("word9").waitFor();
  });
});
