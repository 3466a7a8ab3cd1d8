import { describe, expect, onTestFinished, test } from "vitest";
import { startLoopbackServer } from "../scripts/loopback-server.mjs";
import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";
import { ask, nextRequest } from "./support/chat.js";

type Exchange = Parameters<Parameters<typeof startLoopbackServer>[0]>[0];

describe.skipIf(noBrowser)(
  `what is told of a conversation${noBrowser ? ` (skipped: ${noBrowser})` : ""}`,
  () => {
    useBrowser();

    async function open(answer: (exchange: Exchange) => void) {
      const server = await startLoopbackServer(answer);
      onTestFinished(server.close);
      return openPage(server.url);
    }

    const usage = { prompt_tokens: 7900, completion_tokens: 100, total_tokens: 8000, cost: 0.25 };

    test("how full the context is, and what all answers took", async () => {
      const page = await open(({ delta, finish }) => {
        delta({ content: "Yes." });
        finish("stop", usage);
      });
      expect(await page.getByRole("meter").count()).toBe(0);
      await ask(page, "One");
      await page.getByText("8,000 of 8,192 tokens").waitFor();
      await ask(page, "Two");
      await page.getByText("16,000 in all, $0.50").waitFor();
      expect(await page.getByRole("meter", { name: "Context used" }).getAttribute("value")).toBe("8000");
      await expectAccessible(page, "figures");
    });

    test("an answer cut at the limit goes on by a button", async () => {
      let count = 0;
      const page = await open(({ delta, finish }) => {
        delta({ content: `Part ${++count}.` });
        finish(count === 1 ? "length" : "stop");
      });
      await ask(page, "Tell");
      await page.getByText("cut at the token limit").waitFor();
      await expectAccessible(page, "cut");
      const request = nextRequest(page);
      await page.getByRole("button", { name: "Continue" }).click();
      expect((await request).messages).toMatchObject([
        { role: "user", content: "Tell" },
        { role: "assistant", content: "Part 1." },
        { role: "user", content: "Go on exactly where you stopped." },
      ]);
      await page.getByText("Part 2.").waitFor();
      expect(await page.getByRole("button", { name: "Continue" }).count()).toBe(0);
    });

    test("on paper: all of the conversation, and nothing to press", async () => {
      const page = await open(({ delta, finish }) => {
        delta({ content: Array.from({ length: 200 }, (_, line) => `Line ${line}`).join("\n\n") });
        finish();
      });
      await ask(page, "Much");
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      expect(await page.locator("button:visible, textarea:visible, aside:visible").count()).toBe(0);
      const tall = await page.evaluate(() => ({
        page: document.documentElement.scrollHeight,
        messages: document.querySelector(".messages")!.getBoundingClientRect().height,
      }));
      expect(tall.page).toBeGreaterThanOrEqual(Math.floor(tall.messages));
      const colours = await page
        .locator(".markdown p")
        .first()
        .evaluate((element) => getComputedStyle(element).color);
      expect(colours).toBe("rgb(0, 0, 0)");
    });

    test("a stranger sees the name and what is special", async () => {
      const page = await open(({ finish }) => finish());
      expect(await page.title()).toBe("Antiphon");
      for (const name of ["Compare side by side", "Set everything", "See the odds", "Lose nothing"])
        await page.getByText(name).waitFor();
      await expectAccessible(page, "welcome");
      // A small window shows the beginning.
      await page.setViewportSize({ width: 390, height: 500 });
      expect(await page.locator(".scroller").evaluate(({ scrollTop }) => scrollTop)).toBe(0);
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.getByRole("button", { name: "Set everything" }).click();
      await page.getByRole("heading", { name: "Request" }).waitFor();
      await page.getByRole("link", { name: "Compare side by side" }).click();
      await page.getByRole("heading", { name: "The bench" }).waitFor();
    });
  },
);
