import { once } from "node:events";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { startLoopbackServer } from "../scripts/loopback-server.mjs";

type Exchange = Parameters<Parameters<typeof startLoopbackServer>[0]>[0];

import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";
import { answers, ask, finished, messageField, showTab } from "./support/chat.js";

describe.skipIf(noBrowser)(
  `the page and a server that answers as told${noBrowser ? ` (skipped: ${noBrowser})` : ""}`,
  () => {
    useBrowser();

    async function open(
      answer: (exchange: Exchange) => void | Promise<void>,
      options?: BrowserContextOptions,
    ) {
      const server = await startLoopbackServer(answer);
      onTestFinished(server.close);
      return { server, page: await openPage(server.url, options) };
    }

    const say = async (page: Page, text = "Hello") => {
      await messageField(page).fill(text);
      await messageField(page).press("Enter");
    };

    /** Waits until told to go on. */
    function gate() {
      let pass = () => {};
      const passed = new Promise<void>((resolve) => {
        pass = resolve;
      });
      return { pass, passed };
    }

    test.each([
      [401, { code: 401, message: "No auth credentials found" }, "A key is needed", "Open settings"],
      [
        404,
        { code: 404, message: "No endpoints found for this model" },
        "The server doesn't have this model",
        "Choose a model",
      ],
      [
        400,
        { code: 400, message: "top_k: expected an integer" },
        "The server did not accept the request",
        "Show parameters",
      ],
    ])("status %i says what to do", async (status, error, title, remedy) => {
      const { page } = await open(({ fail }) => fail(status, error));
      await say(page);
      const alert = page.getByRole("alert");
      await alert.getByText(title).waitFor();
      await alert.getByText(error.message).waitFor();
      await alert.getByRole("button", { name: remedy }).click();
      await expectAccessible(page, title);
    });

    test("a full queue says how long to wait, and another try succeeds", async () => {
      let tries = 0;
      const { page } = await open(({ fail, delta, finish }) => {
        tries++;
        // The SDK tries again by itself before it gives up.
        if (tries <= 3)
          return fail(429, { code: 429, message: "Queue full" }, { "retry-after": tries < 3 ? "0" : "30" });
        delta({ content: "Here I am." });
        finish();
      });
      await say(page);
      const alert = page.getByRole("alert");
      await alert.getByText("Too many requests at once").waitFor();
      await alert.getByRole("button", { name: /^Try again \(in \d+ s\)$/ }).click();
      await page.getByText("Here I am.").waitFor();
      expect(await alert.count()).toBe(0);
    });

    test("a server that is gone", async () => {
      const { page, server } = await open(() => {});
      // What is not needed at first is fetched a moment later.
      await page.waitForFunction(() => {
        const here = performance.getEntriesByType("resource").map(({ name }) => name);
        const asked = [...document.querySelectorAll<HTMLLinkElement>("link[href*='/assets/']")];
        return (
          here.some((name) => /Dialogs.*js$/.test(name)) && asked.every(({ href }) => here.includes(href))
        );
      });
      await server.close();
      await say(page);
      await page.getByRole("alert").getByText("The server can't be reached").waitFor({ timeout: 30_000 });
      await page.getByRole("button", { name: "Open settings" }).click();
      await page.getByRole("dialog", { name: "Settings" }).waitFor();
    });

    test("an error in the middle keeps what had arrived", async () => {
      const { page } = await open(({ delta, response }) => {
        delta({ content: "The first half" });
        const error = { code: 502, message: "Provider disconnected" };
        response.end(
          `data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }], error })}\n\n`,
        );
      });
      await say(page);
      await page.getByRole("alert").getByText("The answer broke off").waitFor();
      await page.getByText("Provider disconnected").waitFor();
      await page.getByText("The first half").waitFor();
    });

    test("a cut connection is no complete answer", async () => {
      const { page } = await open(async ({ delta, response }) => {
        delta({ content: "The first half" });
        await new Promise((resolve) => setTimeout(resolve, 200));
        response.destroy();
      });
      await say(page);
      await page.getByRole("alert").waitFor();
      await page.getByText("The first half").waitFor();
    });

    test("the place in the queue is shown while waiting", async () => {
      const { pass, passed } = gate();
      const { page } = await open(async ({ comment, delta, finish }) => {
        comment("OPENROUTER PROCESSING queue position 3");
        await passed;
        delta({ content: "At last." });
        finish();
      });
      await say(page);
      await page.getByText("Number 3 in the queue").waitFor();
      await expectAccessible(page, "waiting");
      pass();
      await page.getByText("At last.").waitFor();
    });

    test("reasoning is folded away until asked for", async () => {
      const { page } = await open(({ delta, finish }) => {
        delta({ reasoning: "First I think." });
        delta({ content: "Then I speak." });
        finish();
      });
      await say(page);
      await page.getByText("Then I speak.").waitFor();
      expect(await page.getByText("First I think.").isVisible()).toBe(false);
      await page.getByText("Thoughts").click();
      await page.getByText("First I think.").waitFor();
      await expectAccessible(page, "reasoning");
    });

    test("two calls: the model goes on when both have a result", async () => {
      const bodies: { messages: { role: string; content: unknown }[] }[] = [];
      const { page } = await open(({ body, delta, finish }) => {
        bodies.push(body);
        if (bodies.length > 1) {
          delta({ content: "Both are fine." });
          return finish();
        }
        const call = (index: number, city: string) => ({
          index,
          id: `call-${index}`,
          type: "function",
          function: { name: "get_weather", arguments: `{"city":"${city}"}` },
        });
        delta({ tool_calls: [call(0, "Oslo"), call(1, "Rome")] });
        return finish("tool_calls");
      });
      await say(page);
      const calls = page.getByRole("region", { name: "Call of get_weather" });
      await calls.first().getByLabel("Result of get_weather").fill("cold");
      await calls.first().getByRole("button", { name: "Send result" }).click();
      await calls.first().getByText("answered").waitFor();
      expect(bodies).toHaveLength(1);
      await calls.last().getByLabel("Result of get_weather").fill('{"celsius":30}');
      await calls.last().getByRole("button", { name: "Send result" }).click();
      await page.getByText("Both are fine.").waitFor();
      expect(bodies[1]!.messages.slice(-2).map(({ role, content }) => [role, content])).toEqual([
        ["tool", "cold"],
        ["tool", '{"celsius":30}'],
      ]);
    });

    test("markdown: drawn, coloured, copied, and never run", async () => {
      const text = [
        "Some **bold** and `code`, a [link](https://example.org/a), a [trap](javascript:alert(1)).",
        "",
        "```js",
        "const answer = 42; // why",
        "```",
        "",
        "<img src=x onerror=\"document.title='run'\"> ![picture](https://example.org/p.png)",
        "",
        "| a | b |",
        "|---|---|",
        "| 1 | 2 |",
      ].join("\n");
      const { page } = await open(({ delta, finish }) => {
        for (const piece of text.match(/.{1,3}/gs)!) delta({ content: piece });
        finish();
      });
      await ask(page, "Hello");
      const answer = answers(page).first();
      await answer.locator("strong", { hasText: "bold" }).waitFor();
      const link = answer.getByRole("link", { name: "link", exact: true });
      expect(await link.getAttribute("rel")).toContain("noopener");
      expect(await answer.getByRole("link", { name: "trap" }).count()).toBe(0);
      expect(await answer.locator("img").count()).toBe(0);
      expect(await page.title()).not.toBe("run");
      await answer.locator(".hljs-keyword", { hasText: "const" }).waitFor();
      expect(await answer.getByRole("cell", { name: "2" }).count()).toBe(1);
      await answer.getByRole("button", { name: "Copy code" }).click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("const answer = 42; // why");
      await page.getByRole("button", { name: "Copy answer" }).click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    });

    test("formulas, what unfolds, footnotes and elements in a line", async () => {
      const text = [
        "Area \\(a^2\\), price $5 or $6, H<sub>2</sub>O<br>new line[^1]",
        "$$\n\\frac{a}{b}\n$$",
        "<details>\n<summary>More</summary>\n\nInside **it**\n</details>",
        "[^1]: A note.",
        "<sub onclick=alert(1)>no</sub>",
      ].join("\n\n");
      const { page } = await open(({ delta, finish }) => {
        for (const piece of text.match(/.{1,5}/gs)!) delta({ content: piece });
        finish();
      });
      await ask(page, "Hello");
      const answer = answers(page).first();
      await answer.locator(".formula math msup").waitFor();
      await answer.locator("div.formula mfrac").waitFor();
      expect(await answer.locator("sub").allInnerTexts()).toEqual(["2"]);
      await answer.getByText("price $5 or $6").waitFor();
      await answer.locator("summary").click();
      await answer.locator("details strong").waitFor();
      await answer.locator(".footnote").getByText("A note.").waitFor();
      await expectAccessible(page, "rich text");
    });

    test("what is shown is what is sent: a wrong value keeps the question back", async () => {
      let asked = 0;
      const { page } = await open(({ delta, finish }) => {
        asked++;
        delta({ content: "Yes." });
        finish();
      });
      await showTab(page, "Parameters");
      await page.getByLabel(/^Temperature temperature/).fill("3");
      await say(page);
      await page.getByText(/^Not sent\. Temperature: /).waitFor();
      expect(await messageField(page).inputValue()).toBe("Hello");
      expect(asked).toBe(0);
      await page.getByLabel(/^Temperature temperature/).fill("0.5");
      await messageField(page).press("Enter");
      await page.getByText("Yes.").waitFor();
    });

    test("an image that another host keeps is linked, not fetched", async () => {
      const { page } = await open(({ delta, finish }) => {
        const image = (url: string) => ({ type: "image_url", image_url: { url } });
        const dot =
          "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        delta({ content: "Two:", images: [image("https://example.org/p.png"), image(dot)] });
        finish();
      });
      const requested: string[] = [];
      page.on("request", (request) => requested.push(request.url()));
      await ask(page, "Draw");
      await page.getByRole("link", { name: "Image made by the model: open it at example.org" }).waitFor();
      expect(await answers(page).getByRole("img").count()).toBe(1);
      expect(requested.filter((url) => url.includes("example.org"))).toEqual([]);
    });

    test("the bench: columns side by side, several runs, differences, and the winner's settings", async () => {
      const bodies: Record<string, unknown>[] = [];
      const { page } = await open(({ body, delta, finish }) => {
        bodies.push(body);
        delta({ content: `Warmth ${body.temperature ?? "usual"}, seed ${body.seed}` });
        finish();
      });
      await page.getByRole("link", { name: "The bench" }).click();
      await page.getByLabel("Question").fill("How warm?");
      await page.getByLabel("Runs").fill("3");
      const column = (name: string) => page.getByRole("region", { name: `Column ${name}` });
      await page.getByRole("button", { name: "Parameters of column B" }).click();
      await page
        .getByRole("dialog")
        .getByLabel(/^Temperature temperature/)
        .fill("1.5");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Column", exact: true }).click();
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await column("A").getByText("Warmth usual, seed 3").waitFor();
      await column("B").getByText("Warmth 1.5, seed 3").waitFor();
      await column("C").getByText("Warmth 1.5, seed 3").waitFor();
      expect(bodies).toHaveLength(9);
      await column("B").getByText("First token").waitFor();
      await expectAccessible(page, "bench");
      await column("A").getByRole("button", { name: "1", exact: true }).click();
      await column("A").getByText("Warmth usual, seed 1").waitFor();
      await page.getByLabel("What is shown").selectOption("differences");
      await column("B").locator("ins").getByText("1.5").waitFor();
      await expectAccessible(page, "differences");
      await page.reload();
      expect(await page.getByLabel("Question").inputValue()).toBe("How warm?");
      await page.getByLabel("Runs").fill("1");
      await page.getByRole("button", { name: "Remove column C" }).click();
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await column("B").getByRole("button", { name: "Talk with these settings" }).click();
      await ask(page, "Go on");
      expect(bodies.at(-1)).toMatchObject({ temperature: 1.5, messages: [{ content: "Go on" }] });
    });

    test("files: chosen, pasted and dropped; what can't be sent is said", async () => {
      const bodies: {
        messages: { content: { type: string; text?: string; image_url?: { url: string } }[] }[];
      }[] = [];
      const { page } = await open(({ body, delta, finish }) => {
        bodies.push(body);
        delta({ content: "Seen." });
        finish();
      });
      const dot = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAA=", "base64");
      const choose = page.getByLabel("Files to attach");
      await choose.setInputFiles([
        { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# Notes") },
        { name: "dot.gif", mimeType: "image/gif", buffer: dot },
      ]);
      await page.getByRole("list", { name: "Attached" }).getByText("notes.md").waitFor();
      await choose.setInputFiles({
        name: "a.zip",
        mimeType: "application/zip",
        buffer: Buffer.from([255, 0]),
      });
      await page.getByText(/“a.zip” is neither an image.* nor a PDF nor text/).waitFor();
      await page.evaluate(() => navigator.clipboard.writeText("long ".repeat(2000)));
      await messageField(page).focus();
      await page.keyboard.press("Control+v");
      await page.getByText("pasted.txt").waitFor();
      await page.getByRole("button", { name: "Remove pasted.txt" }).click();
      await page.getByRole("alert").getByText("This model takes no images").waitFor();
      await expectAccessible(page, "attachments");
      await page.keyboard.press("Control+;");
      await page.getByRole("option", { name: "Whisperer" }).click();
      await expect.poll(() => page.getByRole("alert").count()).toBe(0);
      await ask(page, "What is in there?");
      expect(bodies[0]!.messages[0]!.content).toEqual([
        { type: "text", text: "What is in there?" },
        { type: "text", text: '<file name="notes.md">\n# Notes\n</file>' },
        { type: "image_url", image_url: { url: `data:image/gif;base64,${dot.toString("base64")}` } },
      ]);
      await page.locator(".message.user").getByText("notes.md").click();
      await page.getByText("# Notes").waitFor();
      expect(await page.getByRole("list", { name: "Attached" }).count()).toBe(0);
      await page.reload();
      await page.locator(".message.user").getByText("notes.md").waitFor();
      expect(await page.locator(".message.user").getByRole("img").count()).toBe(1);
    });

    test("half a code fence never shows its marks", async () => {
      const { pass, passed } = gate();
      const { page } = await open(async ({ delta, finish }) => {
        delta({ content: "Look:\n\n```py" });
        await passed;
        delta({ content: "thon\nprint(1)\n```" });
        finish();
      });
      await say(page);
      await page.getByText("Look:").waitFor();
      expect(await answers(page).innerText()).not.toContain("```");
      pass();
      await finished(answers(page).first());
      expect(await answers(page).innerText()).not.toContain("```");
      await page.getByText("python", { exact: true }).waitFor();
    });

    test("an answer goes on while another conversation is open", async () => {
      const { pass, passed } = gate();
      const { page } = await open(async ({ delta, finish }) => {
        delta({ content: "Beginning " });
        await passed;
        delta({ content: "and end." });
        finish();
      });
      await say(page, "A slow question");
      await page.getByText("Beginning").waitFor();
      await page.keyboard.press("Control+Shift+O");
      await page.getByRole("heading", { name: "What shall we talk about?" }).waitFor();
      pass();
      await page.getByRole("link", { name: "A slow question" }).click();
      await page.getByText("Beginning and end.").waitFor();
    });

    test("an answer ends when its conversation is deleted", async () => {
      const ended = gate();
      const { page } = await open(async ({ delta, response }) => {
        response.once("close", ended.pass);
        delta({ content: "Beginning " });
      });
      await say(page, "To be deleted");
      await page.getByText("Beginning").waitFor();
      await page.getByRole("link", { name: "To be deleted" }).hover();
      await page.getByRole("button", { name: "Delete To be deleted" }).click();
      await ended.passed;
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByText("Beginning").waitFor();
    });

    test("the keyboard alone suffices", async () => {
      const { page } = await open(({ delta, finish }) => {
        delta({ content: "Yes." });
        finish();
      });
      // The message field has the focus from the start.
      await page.keyboard.type("One");
      await page.keyboard.press("Shift+Enter");
      await page.keyboard.type("Two");
      expect(await messageField(page).inputValue()).toBe("One\nTwo");
      await page.keyboard.press("Enter");
      await page.getByText("Yes.").waitFor();
      await page.keyboard.press("Control+k");
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
        .toBe("Search conversations");
      await page.keyboard.press("Control+b");
      await expect.poll(() => page.getByRole("navigation").count()).toBe(0);
      await page.keyboard.press("Control+.");
      await page.getByRole("tab", { name: "Parameters" }).waitFor();
      await page.keyboard.press("Control+/");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      await page.keyboard.press("Control+Shift+o");
      await page.getByRole("heading", { name: "What shall we talk about?" }).waitFor();
    });

    test("a chosen theme is there before the first paint", async () => {
      const { page } = await open(() => {});
      await page.getByRole("button", { name: "Dark colours" }).click();
      await page.reload({ waitUntil: "commit" });
      await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
      expect(await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(false);
      await page.getByRole("button", { name: "Light colours" }).click();
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
    });

    test("another base URL and a key: kept in the browser, sent with each request", async () => {
      const keys: (string | undefined)[] = [];
      const { page, server } = await open(({ request, delta, finish }) => {
        keys.push(request.headers.authorization);
        delta({ content: "Known." });
        finish();
      });
      await page.keyboard.press("Control+,");
      const dialog = page.getByRole("dialog", { name: "Settings" });
      await dialog.getByLabel("Base URL").fill("no address");
      await dialog.getByText(/This is no address/).waitFor();
      await dialog.getByLabel("Base URL").fill(`${server.url}/api/v1/`);
      await dialog.getByLabel("API key").fill("sk-test-1");
      await dialog.getByRole("button", { name: "Save and connect" }).click();
      await dialog.getByText("Connected: 2 models.").waitFor();
      await page.keyboard.press("Escape");
      await ask(page, "Hello");
      await page.reload();
      await page.getByText("Known.").waitFor();
      await ask(page, "Again");
      expect(keys).toEqual(["Bearer sk-test-1", "Bearer sk-test-1"]);
      await page.keyboard.press("Control+,");
      await dialog.getByRole("button", { name: "Forget the key" }).click();
      await page.keyboard.press("Escape");
      await ask(page, "And again");
      expect(keys[2]).toBeUndefined();
    });

    test("a key goes to no other address than the one it was entered for", async () => {
      const keys: (string | undefined)[] = [];
      const { page, server } = await open(({ request, delta, finish }) => {
        keys.push(request.headers.authorization);
        delta({ content: "Known." });
        finish();
      });
      await page.keyboard.press("Control+,");
      const dialog = page.getByRole("dialog", { name: "Settings" });
      const address = dialog.getByLabel("Base URL");
      const key = dialog.getByLabel("API key");
      await key.fill("sk-test-1");
      await dialog.getByRole("button", { name: "Save and connect" }).click();
      await address.fill(`${server.url}/./api/v1`);
      await dialog.getByText(/belongs to the address before/).waitFor();
      expect(await key.inputValue()).toBe("");
      await address.fill("");
      expect(await key.inputValue()).toBe("sk-test-1");
      await address.fill(`${server.url}/./api/v1`);
      await dialog.getByRole("button", { name: "Save and connect" }).click();
      await page.keyboard.press("Escape");
      await ask(page, "Hello");
      expect(keys).toEqual([undefined]);
    });

    test("a double click on Send does not stop the answer; Stop does", async () => {
      const { page } = await open(async ({ delta, response }) => {
        delta({ content: "Beginning " });
        await once(response, "close");
      });
      await messageField(page).fill("Hello");
      await page.getByRole("button", { name: "Send" }).dblclick();
      await page.getByText("Beginning").waitFor();
      expect(await page.getByText("stopped", { exact: true }).count()).toBe(0);
      await page.getByRole("button", { name: "Stop" }).press("Enter");
      await page.getByText("stopped", { exact: true }).waitFor();
    });

    test("phone: drawers, and nothing wider than the screen", async () => {
      const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
      const { page } = await open(({ delta, finish }) => {
        delta({
          content: `A table:\n\n|${" column |".repeat(12)}\n|${"---|".repeat(12)}\n|${" value |".repeat(12)}\n\n\`\`\`js\n${"long_name + ".repeat(20)}\n\`\`\``,
        });
        finish();
      }, phone);
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await expectAccessible(page, "phone, empty");
      await messageField(page).fill("Hello");
      await messageField(page).press("Enter");
      expect(await messageField(page).inputValue()).toBe("Hello\n");
      await page.getByRole("button", { name: "Send" }).click();
      await finished(answers(page).first());
      expect(await overflow()).toBeLessThanOrEqual(0);
      await expectAccessible(page, "phone, conversation");
      await page.getByRole("button", { name: /^Show parameters/ }).click();
      await page.getByRole("dialog", { name: "Request" }).getByRole("tab", { name: "Tools" }).waitFor();
      await expectAccessible(page, "phone, parameters");
      expect(await overflow()).toBeLessThanOrEqual(0);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Show conversations" }).click();
      const drawer = page.getByRole("dialog", { name: "Conversations" });
      await expectAccessible(page, "phone, conversations");
      await drawer.getByRole("button", { name: "New conversation" }).click();
      await page.getByRole("heading", { name: "What shall we talk about?" }).waitFor();
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    });
  },
);
