import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { findChromium, launchChromium, noChromium } from "../../../../test-support/chromium.js";
import { bundlePage, importServer, reactVersions } from "./support/bundle.js";
import { type ChatServer, type Reply, type Respond, startChatServer } from "./support/chat-server.js";
import { gate } from "./support/conversation.js";
import { openPage, pageHtml, say } from "./support/test-page.js";

const chromium = findChromium();
if (!chromium) console.warn(`Skipped: ${noChromium}`);

let browser: Browser;
beforeAll(async () => {
  if (chromium) browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());

describe.skipIf(!chromium).each(reactVersions)("React %i in Chromium", { timeout: 60_000 }, (react) => {
  let script: string;
  beforeAll(async () => {
    script = await bundlePage(react);
  });

  /** Opens a path of the test page on a server that answers with `respond`. */
  async function open(
    path: string,
    respond: Respond,
    html = "",
  ): Promise<{ page: Page; server: ChatServer }> {
    const server = await startChatServer(respond, {
      [path]: { type: "text/html", text: pageHtml(html) },
      "/page.js": { type: "text/javascript", text: script },
    });
    onTestFinished(() => server.close());
    const page = await openPage(browser, server.url + path);
    expect(await page.evaluate("reactVersion")).toMatch(new RegExp(`^${react}\\.`));
    return { page, server };
  }

  const messages = (page: Page) => page.locator("li").allTextContents();
  const status = (page: Page, is: string) => page.locator(`output:text-is("${is}")`).waitFor();
  const answer = (page: Page, text: string) => page.locator(`li:text-is("${text}")`).waitFor();

  function complete(reply: Reply, ...pieces: string[]) {
    reply.text(...pieces);
    reply.finish();
  }

  test("a conversation: send, stream, edit, retry", async () => {
    const more = gate();
    const { page, server } = await open("/chat", async (reply, _, count) => {
      if (count > 0) return complete(reply, `answer ${count}`);
      reply.text("Hel", "lo");
      await more.opened;
      complete(reply, " world");
    });
    await say(page, "Hi");
    await answer(page, "Hello");
    await status(page, "streaming");
    more.open();
    await answer(page, "Hello world");
    await status(page, "idle");
    expect(await messages(page)).toEqual(["Hi", "Hello world"]);
    await page.click("text=Retry");
    await answer(page, "answer 1");
    await page.click("text=Edit");
    await answer(page, "answer 2");
    expect(await messages(page)).toEqual(["edited", "answer 2"]);
    expect(server.requests).toHaveLength(3);
  });

  test("2,000 chunks: all text, a few renders, none of finished messages", async () => {
    const words = Array.from({ length: 2_000 }, (_, i) => `w${i} `);
    const { page } = await open("/chat", (reply, _, count) => {
      complete(reply, ...(count === 0 ? ["first"] : words));
    });
    const renders = () => page.evaluate<Record<string, number>>("renders");
    await say(page, "one");
    await status(page, "idle");
    await answer(page, "first");
    const before = await renders();
    await say(page, "two");
    await page.locator("li[data-finish=stop]").nth(1).waitFor();
    expect((await messages(page))[3]).toBe(words.join(""));
    const after = await renders();
    for (const id in before) if (id !== "chat") expect(after[id]).toBe(before[id]);
    // Strict Mode renders twice.
    expect((after.chat ?? 0) - (before.chat ?? 0)).toBeLessThan(500);
  });

  test("an effect that Strict Mode runs twice sends once, and nothing is doubled", async () => {
    const { page, server } = await open("/effect", (reply) => complete(reply, "a", "b", "c"));
    await answer(page, "abc");
    expect(await messages(page)).toEqual(["hello", "abc"]);
    expect(server.requests).toHaveLength(1);
  });

  test("stop keeps the text and closes the connection", async () => {
    const { page, server } = await open("/chat", (reply) => reply.text("Once upon"));
    await say(page, "go");
    await answer(page, "Once upon");
    await page.click("text=Stop");
    await page.locator("li[data-finish=stopped]").waitFor();
    await status(page, "idle");
    await server.replies[0]?.closed;
    expect(server.replies[0]?.abandoned).toBe(true);
  });

  test("an error shows, and retry goes on", async () => {
    const { page } = await open("/chat", (reply, _, count) => {
      if (count > 0) return complete(reply, "better");
      reply.json(500, { error: { code: 500, message: "The model fell over" } });
    });
    await say(page, "go");
    await page.locator("[role=alert]:has-text('The model fell over')").waitFor();
    await status(page, "error");
    await page.click("text=Retry");
    await answer(page, "better");
    expect(await page.locator("[role=alert]").count()).toBe(0);
  });

  test("unmounting closes the connection and nothing is rendered any more", async () => {
    const { page, server } = await open("/leaving", (reply) => reply.text("Once"));
    await say(page, "go");
    await answer(page, "Once");
    const before = await page.evaluate<Record<string, number>>("renders");
    await page.click("text=Leave");
    await server.replies[0]?.closed;
    expect(await page.evaluate("renders")).toEqual(before);
    expect(await page.locator("main").count()).toBe(0);
  });

  // React 18 cannot hide a component.
  if (react >= 19) {
    test("hiding stops the answer, and the conversation goes on when shown again", async () => {
      const { page, server } = await open("/hiding", (reply, _, count) => {
        if (count === 0) reply.text("Once");
        else complete(reply, "again");
      });
      await say(page, "go");
      await answer(page, "Once");
      await page.click("text=Toggle");
      await server.replies[0]?.closed;
      await page.click("text=Toggle");
      await page.locator("li[data-finish=stopped]").waitFor();
      await say(page, "go on");
      await answer(page, "again");
      expect(await messages(page)).toEqual(["go", "Once", "go on", "again"]);
    });
  }

  test("a changed request holds from the next turn on, and the conversation stays", async () => {
    const { page, server } = await open("/changing", (reply) => complete(reply, "ok"));
    await say(page, "one");
    await status(page, "idle");
    await page.click("text=Change");
    await say(page, "two");
    await page.locator("li[data-finish=stop]").nth(1).waitFor();
    expect(server.requests.map(({ body }) => [body.model, body.messages.length])).toEqual([
      ["test/model", 1],
      ["other/model", 3],
    ]);
  });

  test("a boundary that suspends meanwhile loses nothing", async () => {
    const more = gate();
    const { page, server } = await open("/suspending", async (reply) => {
      reply.text("Once");
      await more.opened;
      complete(reply, " upon");
    });
    await say(page, "go");
    await answer(page, "Once");
    await page.click("text=Suspend");
    await page.locator("#fallback").waitFor();
    more.open();
    await server.replies[0]?.closed;
    await page.click("text=Resume");
    await answer(page, "Once upon");
    expect(await page.locator("#fallback").count()).toBe(0);
    expect(await messages(page)).toEqual(["go", "Once upon"]);
  });

  test("a conversation that suspends before it is shown sends once", async () => {
    const { page, server } = await open("/suspended-first", (reply) => complete(reply, "hi"));
    await page.locator("#fallback").waitFor();
    expect(server.requests).toHaveLength(0);
    await page.click("text=Resume");
    await answer(page, "hi");
    expect(server.requests).toHaveLength(1);
  });

  test("server-rendered HTML is taken over without a mismatch", async () => {
    const { render } = await importServer(react);
    const { page, server } = await open("/effect", (reply) => complete(reply, "hi"), render("/effect"));
    await answer(page, "hi");
    expect(server.requests).toHaveLength(1);
  });

  test("the mutation: options merge, the SDK retries, TanStack Query doesn't", async () => {
    const { page, server } = await open("/mutation", (reply, { body }, count) => {
      if (body.stream) return complete(reply, "a", "b");
      if (count < 4) return reply.json(500, { error: { code: 500, message: "no" } });
      const message = { role: "assistant", content: "whole" };
      reply.json(200, { id: "1", choices: [{ index: 0, message, finish_reason: "stop" }] });
    });
    await page.click("button:text-is('Whole')");
    await status(page, "error");
    expect(server.requests).toHaveLength(3);
    expect(await page.locator("#failures").textContent()).toBe("1");
    expect(server.requests[0]?.headers).toMatchObject({ "x-hook": "hook", "x-both": "call" });
    await page.click("button:text-is('Whole')");
    await page.locator("#whole:text-is('whole')").waitFor();
    expect(server.requests).toHaveLength(5);
    await page.click("button:text-is('Stream')");
    await page.locator("#streamed:text-is('ab')").waitFor();
  });

  test.each(["Abort hook", "Abort call"])("the mutation: %s ends the request", async (button) => {
    const { page, server } = await open("/mutation", () => {});
    await page.click("button:text-is('Whole')");
    await status(page, "pending");
    await expect.poll(() => server.replies.length).toBe(1);
    await page.click(`text=${button}`);
    await page.locator("#error:text-is('RequestAbortedError')").waitFor();
    await server.replies[0]?.closed;
    expect(server.requests).toHaveLength(1);
  });
});
