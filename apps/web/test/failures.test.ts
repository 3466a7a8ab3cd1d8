import { describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, useBrowser } from "./support/browser.js";
import { gate, openLoopback, say } from "./support/loopback.js";

describe.skipIf(noBrowser)(
  `the page and a server that fails or is busy${noBrowser ? ` (skipped: ${noBrowser})` : ""}`,
  () => {
    useBrowser();

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
      const { page } = await openLoopback(({ fail }) => fail(status, error));
      await say(page);
      const alert = page.getByRole("alert");
      await alert.getByText(title).waitFor();
      await alert.getByText(error.message).waitFor();
      await alert.getByRole("button", { name: remedy }).click();
      await expectAccessible(page, title);
    });

    test("a full queue says how long to wait, and another try succeeds", async () => {
      let tries = 0;
      const { page } = await openLoopback(({ fail, delta, finish }) => {
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
      const { page, server } = await openLoopback(() => {});
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
      const { page } = await openLoopback(({ delta, response }) => {
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
      const { page } = await openLoopback(async ({ delta, response }) => {
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
      const { page } = await openLoopback(async ({ comment, delta, finish }) => {
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
  },
);
