import { describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, useBrowser } from "./support/browser.js";
import { answers, ask, finished } from "./support/chat.js";
import { gate, openLoopback, say } from "./support/loopback.js";

describe.skipIf(noBrowser)(`answers on the page${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  test("reasoning is folded away until asked for", async () => {
    const { page } = await openLoopback(({ delta, finish }) => {
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
    const { page } = await openLoopback(({ body, delta, finish }) => {
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
    const { page } = await openLoopback(({ delta, finish }) => {
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
    const { page } = await openLoopback(({ delta, finish }) => {
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

  test("an image that another host keeps is linked, not fetched", async () => {
    const { page } = await openLoopback(({ delta, finish }) => {
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

  test("half a code fence never shows its marks", async () => {
    const { pass, passed } = gate();
    const { page } = await openLoopback(async ({ delta, finish }) => {
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
    const { page } = await openLoopback(async ({ delta, finish }) => {
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
    const { page } = await openLoopback(async ({ delta, response }) => {
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
});
