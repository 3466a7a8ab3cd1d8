import { once } from "node:events";
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { startLoopbackServer } from "../scripts/loopback-server.mjs";
import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";
import { answers, ask, messageField } from "./support/chat.js";

type Exchange = Parameters<Parameters<typeof startLoopbackServer>[0]>[0];

describe.skipIf(noBrowser)(`conversations are kept${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  async function open(answer: (exchange: Exchange) => void | Promise<void>) {
    const server = await startLoopbackServer(answer);
    onTestFinished(server.close);
    return { server, page: await openPage(server.url) };
  }

  /** Answers each question with its own words and how many answers there were before. */
  function echo() {
    let count = 0;
    return ({ body, delta, finish }: Exchange) => {
      const last = (body.messages as { content: string }[]).at(-1);
      delta({ content: `Answer ${++count} to ${last?.content}` });
      finish();
    };
  }

  async function secondTab(context: BrowserContext, url: string): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(url);
    await page.locator("button.model-button").waitFor();
    return page;
  }

  const version = (page: Page, name: "before" | "after") =>
    page.getByRole("button", { name: `Version ${name}` }).first();

  test("an edit and another answer are versions; nothing is destroyed", async () => {
    const { page } = await open(echo());
    await ask(page, "One");
    await ask(page, "Two");
    await ask(page, "Three");
    await page.locator(".message.user").first().hover();
    await page.getByRole("button", { name: "Edit message" }).first().click();
    await page.getByRole("textbox", { name: "Edit message" }).fill("First");
    await page.getByRole("textbox", { name: "Edit message" }).press("Enter");
    await page.getByText("Answer 4 to First").waitFor();
    expect(await page.getByText("Answer 3 to Three").count()).toBe(0);
    await page.locator(".message.user").first().hover();
    await page.locator(".message.user").getByText("2/2").waitFor();
    await expectAccessible(page, "versions");
    await version(page, "before").click();
    await page.getByText("Answer 3 to Three").waitFor();
    await page.getByText("Answer 1 to One").waitFor();

    await page.getByRole("button", { name: "Regenerate" }).nth(1).click();
    await page.getByText("Answer 5 to Two").waitFor();
    await page.locator(".message.assistant").getByText("2/2").waitFor();
    await page.reload();
    await page.getByText("Answer 5 to Two").waitFor();
    await answers(page).getByRole("button", { name: "Version before" }).click();
    await page.getByText("Answer 3 to Three").waitFor();
  });

  test("two tabs: what both say stays", async () => {
    const { page } = await open(echo());
    await ask(page, "Begin");
    const other = await secondTab(page.context(), page.url());
    await other.getByText("Answer 1 to Begin").waitFor();
    await ask(other, "From the other");
    await page.getByText("Answer 2 to From the other").waitFor();
    await ask(page, "From the first");
    await other.getByText("Answer 3 to From the first").waitFor();
    await other.reload();
    await other.getByText("Answer 2 to From the other").waitFor();
    expect(await answers(other).count()).toBe(3);
  });

  test("two tabs: what one deletes is gone in both, until it is undone", async () => {
    const { page } = await open(echo());
    await ask(page, "Begin");
    const other = await secondTab(page.context(), page.url());
    await other.getByRole("link", { name: "Begin" }).hover();
    await other.getByRole("button", { name: "Delete Begin" }).click();
    await page.getByRole("heading", { name: "What shall we talk about?" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "What shall we talk about?" }).waitFor();
    expect(await page.getByRole("link", { name: "Begin" }).count()).toBe(0);
    await other.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "Begin" }).waitFor();
  });

  test("an answer that another tab's deletion overtakes does not bring the conversation back", async () => {
    let go = () => {};
    const passed = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { page } = await open(async ({ delta, response, finish }) => {
      delta({ content: "Beginning " });
      await Promise.race([passed, once(response, "close")]);
      delta({ content: "and end." });
      finish();
    });
    await messageField(page).fill("Slow");
    await messageField(page).press("Enter");
    await page.getByText("Beginning").waitFor();
    const other = await secondTab(page.context(), page.url());
    await other.getByRole("link", { name: "Slow" }).hover();
    await other.getByRole("button", { name: "Delete Slow" }).click();
    await page.getByRole("heading", { name: "What shall we talk about?" }).waitFor();
    go();
    await page.reload();
    await page.getByText("Your conversations appear here").waitFor();
  });

  test("settings meet field by field: a forgotten key stays forgotten", async () => {
    const { page } = await open(echo());
    await page.keyboard.press("Control+,");
    const dialog = (where: Page) => where.getByRole("dialog", { name: "Settings" });
    await dialog(page).getByLabel("API key").fill("sk-1");
    await dialog(page).getByRole("button", { name: "Save and connect" }).click();
    await page.keyboard.press("Escape");
    const other = await secondTab(page.context(), page.url());
    await page.keyboard.press("Control+,");
    await dialog(page).getByRole("button", { name: "Forget the key" }).click();
    await other.getByRole("button", { name: "Dark colours" }).click();
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    expect(await page.evaluate(() => JSON.parse(localStorage.getItem("settings")!))).toMatchObject({
      apiKey: "",
      theme: "dark",
    });
  });

  test("a reload in mid-answer keeps all that came, marked as interrupted", async () => {
    const { page } = await open(async ({ delta, response }) => {
      for (let i = 1; i <= 50; i++) delta({ content: `word${i} ` });
      await once(response, "close");
    });
    await messageField(page).fill("Count");
    await messageField(page).press("Enter");
    await page.getByText("word50").waitFor();
    await page.reload();
    await page.getByText("word50").waitFor();
    await page.getByText(/answer was interrupted|connection was cut/).waitFor();
    await expectAccessible(page, "interrupted");
  });

  test("a draft survives a reload, and suggestions are put after it", async () => {
    const { page } = await open(echo());
    await messageField(page).fill("Half a thought");
    await page.reload();
    await expect.poll(() => messageField(page).inputValue()).toBe("Half a thought");
    await page.getByRole("button", { name: /^Plan/ }).click();
    expect(await messageField(page).inputValue()).toMatch(/^Half a thought\n\nGive me a simple plan/);
    await messageField(page).press("Enter");
    await page.getByText("Answer 1 to").waitFor();
    await page.reload();
    await page.getByText("Answer 1 to").waitFor();
    expect(await messageField(page).inputValue()).toBe("");
  });

  test("search looks into messages; pinned conversations stand first", async () => {
    const { page } = await open(echo());
    await ask(page, "About rivers");
    await page.keyboard.press("Control+Shift+O");
    await ask(page, "About hills");
    await page.getByRole("link", { name: "About rivers" }).hover();
    await page.getByRole("button", { name: "Pin About rivers" }).click();
    await page.getByRole("region", { name: "Pinned" }).getByRole("link", { name: "About rivers" }).waitFor();
    await page.getByRole("searchbox", { name: "Search conversations" }).fill("answer 2");
    await expect
      .poll(() => page.getByRole("navigation").getByRole("listitem").allInnerTexts())
      .toEqual(["About hills"]);
  });

  test("a full storage is told beside the conversation, and what is stored stays", async () => {
    const { page } = await open(echo());
    await ask(page, "Kept");
    await page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await ask(page, "Not kept");
    await page.getByRole("alert").getByText("storage is full").waitFor();
    await page.reload();
    await page.getByText("Answer 1 to Kept").waitFor();
  });

  test("an error keeps its title and remedy after a reload", async () => {
    const { page } = await open(({ fail }) => fail(401, { code: 401, message: "No auth credentials found" }));
    await messageField(page).fill("Hello");
    await messageField(page).press("Enter");
    await page.getByRole("alert").getByText("A key is needed").waitFor();
    await page.reload();
    await page.getByRole("alert").getByText("A key is needed").waitFor();
    await page.getByRole("button", { name: "Open settings" }).click();
    await page.getByRole("dialog", { name: "Settings" }).waitFor();
  });

  test("conversations of the first version are taken over", async () => {
    const { page, server } = await open(echo());
    const blank = await page.context().newPage();
    await page.close();
    await blank.goto(`${server.url}/theme.js`);
    await blank.evaluate(async () => {
      await new Promise((resolve) => {
        indexedDB.deleteDatabase("chat").onsuccess = resolve;
      });
      await new Promise<void>((resolve) => {
        const opening = indexedDB.open("chat");
        opening.onupgradeneeded = () => opening.result.createObjectStore("conversations");
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("conversations", "readwrite");
          const message = (id: string, role: string, text: string) => ({
            id,
            role,
            parts: [{ type: "text", text }],
            createdAt: 1,
          });
          const messages = [message("a", "user", "Old question"), message("b", "assistant", "Old answer")];
          const conversation = { id: "old", title: "Old one", named: true, createdAt: 1, updatedAt: 1 };
          const rest = { model: "", instructions: "", parameters: {}, messages };
          transaction.objectStore("conversations").put({ ...conversation, ...rest }, "old");
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      });
    });
    await blank.goto(`${server.url}/#/chat/old`);
    await blank.getByText("Old answer").waitFor();
    expect(await blank.locator(".message.user").innerText()).toContain("Old question");
  });

  test("any scroll upwards lets go of the end; a button goes back", async () => {
    let go = () => {};
    const passed = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { page } = await open(async ({ delta, finish }) => {
      for (let i = 0; i < 80; i++) delta({ content: `Line ${i}\n\n` });
      await passed;
      for (let i = 80; i < 160; i++) delta({ content: `Line ${i}\n\n` });
      finish();
    });
    await messageField(page).fill("Long");
    await messageField(page).press("Enter");
    await page.getByText("Line 79").waitFor();
    await page.locator(".scroller").evaluate((scroller) => scroller.scrollBy(0, -10));
    await page.getByRole("button", { name: "Jump to latest" }).waitFor();
    go();
    await page.getByText("Line 159").waitFor({ state: "attached" });
    const left = await page
      .locator(".scroller")
      .evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
    expect(left).toBeGreaterThan(1_000);
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await expect.poll(() => page.getByRole("button", { name: "Jump to latest" }).count()).toBe(0);
  });
});
