import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Browser } from "playwright-core";
import { compile } from "svelte/compiler";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { findChromium, launchChromium, noChromium } from "../../../../test-support/chromium.js";
import { type Respond, startChatServer } from "../react/support/chat-server.js";
import { gate } from "../react/support/conversation.js";
import { openPage, pageHtml, say } from "../react/support/test-page.js";

const chromium = findChromium();
if (!chromium) console.warn(`Skipped: ${noChromium}`);

let browser: Browser;
beforeAll(async () => {
  if (chromium) browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());

const svelte: Plugin = {
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, "utf8"), { generate: "client", filename: path });
      return { contents: js.code, loader: "js" };
    });
  },
};

describe.skipIf(!chromium).each(["vue", "svelte", "solid"])("%s in Chromium", { timeout: 60_000 }, (name) => {
  let script: string;
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`page-${name}.ts`, import.meta.url))],
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      conditions: ["browser", "svelte"],
      define: {
        __VUE_OPTIONS_API__: "false",
        __VUE_PROD_DEVTOOLS__: "false",
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
      },
      plugins: [svelte],
      logLevel: "error",
    });
    script = outputFiles[0]!.text;
  });

  async function open(respond: Respond) {
    const server = await startChatServer(respond, {
      "/": { type: "text/html", text: pageHtml() },
      "/page.js": { type: "text/javascript", text: script },
    });
    onTestFinished(() => server.close());
    const page = await openPage(browser, server.url);
    return {
      page,
      server,
      messages: () => page.locator("li").allTextContents(),
      answer: (text: string) => page.locator(`li:text-is("${text}")`).waitFor(),
      status: (is: string) => page.locator(`output:text-is("${is}")`).waitFor(),
    };
  }

  test("a conversation: send, stream, stop, retry with another model, edit", async () => {
    const more = gate();
    const { page, server, messages, answer, status } = await open(async (reply, _, count) => {
      reply.text(count ? `answer ${count}` : "Hel", count ? "" : "lo");
      if (count === 1) return;
      if (count === 0) await more.opened;
      reply.text(count ? "" : " world");
      reply.finish();
    });
    await say(page, "Hi");
    await answer("Hello");
    await status("streaming");
    more.open();
    await answer("Hello world");
    await status("idle");
    await page.click("text=Model");
    await page.click("text=Retry");
    await answer("answer 1");
    await status("streaming");
    await page.click("text=Stop");
    await status("idle");
    await server.replies[1]?.closed;
    await page.click("text=Edit");
    await answer("answer 2");
    expect(await messages()).toEqual(["edited", "answer 2"]);
    expect(server.requests.map(({ body }) => body.model)).toEqual([
      "first/model",
      "other/model",
      "other/model",
    ]);
  });

  test("a failure is shown", async () => {
    const { page, status } = await open((reply) =>
      reply.json(400, { error: { code: 400, message: "Not so" } }),
    );
    await say(page, "Hi");
    await status("error");
    expect(await page.textContent("#error")).toBe("Not so");
  });

  test("unmounting ends the answer under way and its connection", async () => {
    const { page, server, answer } = await open((reply) => reply.text("endless"));
    await say(page, "Hi");
    await answer("endless");
    await page.evaluate("unmount()");
    await server.replies[0]?.closed;
    expect(server.replies[0]?.abandoned).toBe(true);
  });
});
