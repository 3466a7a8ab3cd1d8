import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { findChromium, launchChromium, noChromium } from "../../../../test-support/chromium.js";
import { OpenRouter } from "../../src/index.js";
import { bundlePage, type ReactVersion, reactVersions } from "./support/bundle.js";
import { startChatServer } from "./support/chat-server.js";
import { type OurServer, startOurServer } from "./support/our-server.js";
import { openPage, pageHtml, say } from "./support/test-page.js";

const chromium = findChromium();
if (!chromium) console.warn(`Skipped: ${noChromium}`);
const realModel = process.env.OPENROUTER_MODEL_PATH;
if (!realModel) console.warn("Skipped: the test with a real model needs OPENROUTER_MODEL_PATH");

describe.skipIf(!chromium)("the hook against our server", { timeout: 60_000 }, () => {
  let browser: Browser;
  let tiny: OurServer;
  beforeAll(async () => {
    [browser, tiny] = await Promise.all([launchChromium(), startOurServer()]);
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), tiny?.close()]));

  /** The test page on an origin of its own, talking to a server of ours. */
  async function open(server: OurServer, react: ReactVersion, parameters: Record<string, unknown>) {
    const request = JSON.stringify({ model: server.model, ...parameters });
    const attributes = `data-api="${server.baseUrl}" data-request='${request}'`;
    const origin = await startChatServer(() => expect.unreachable(), {
      "/": { type: "text/html", text: pageHtml("", attributes) },
      "/page.js": { type: "text/javascript", text: await bundlePage(react) },
    });
    onTestFinished(() => origin.close());
    return openPage(browser, origin.url);
  }

  test.each(reactVersions)("React %i shows what the server says, also on retry", async (react) => {
    const sampling = { temperature: 0, maxTokens: 24 };
    const page = await open(tiny, react, sampling);
    const whole = await new OpenRouter({ serverURL: tiny.baseUrl }).chat.send({
      model: tiny.model,
      messages: [{ role: "user", content: "Hello" }],
      ...sampling,
    });
    const expected = whole.choices[0]?.message.content;
    expect(expected).toMatch(/./);
    await say(page, "Hello");
    await page.locator("li[data-finish=length]").waitFor();
    expect(await page.locator("li").allTextContents()).toEqual(["Hello", expected]);
    const first = await page.locator("li[data-finish=length]").getAttribute("data-id");
    await page.click("text=Retry");
    await page.locator(`li[data-finish=length]:not([data-id="${first}"])`).waitFor();
    expect(await page.locator("li").allTextContents()).toEqual(["Hello", expected]);
  });

  test("an error of the server shows its message", async () => {
    const page = await open(tiny, 19, { model: "nobody/nothing" });
    await say(page, "Hello");
    await page.locator("[role=alert]:has-text('nobody/nothing')").waitFor();
  });

  test.skipIf(!realModel)("a real model answers, and stop ends its generation", async () => {
    const server = await startOurServer(realModel);
    onTestFinished(() => server.close());
    const page = await open(server, 19, { temperature: 0 });
    await say(page, "What is the capital of France? Answer in one word.");
    await page.locator("li[data-role=assistant]:has-text('Paris')").waitFor();
    await page.locator("output:text-is('idle')").waitFor();
    await say(page, "Tell me a long story about a cat.");
    await page.locator("li[data-role=assistant]").nth(1).filter({ hasText: /\w/ }).waitFor();
    await page.click("text=Stop");
    const id = await page.locator("li[data-finish=stopped]").getAttribute("data-generation");
    const generation = async () => {
      const response = await fetch(`${server.baseUrl}/generation?id=${id}`);
      return response.ok ? (await response.json()).data.cancelled : response.status;
    };
    await expect.poll(generation).toBe(true);
  });
});
