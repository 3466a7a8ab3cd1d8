import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, useBrowser } from "./support/browser.js";
import { ask, messageField, showTab } from "./support/chat.js";
import { openLoopback, say } from "./support/loopback.js";

describe.skipIf(noBrowser)(`what is written and sent${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  test("what is shown is what is sent: a wrong value keeps the question back", async () => {
    let asked = 0;
    const { page } = await openLoopback(({ delta, finish }) => {
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

  test("files: chosen, pasted and dropped; what can't be sent is said", async () => {
    const bodies: {
      messages: { content: { type: string; text?: string; image_url?: { url: string } }[] }[];
    }[] = [];
    const { page } = await openLoopback(({ body, delta, finish }) => {
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

  test("the keyboard alone suffices", async () => {
    const { page } = await openLoopback(({ delta, finish }) => {
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

  test("a double click on Send does not stop the answer; Stop does", async () => {
    const { page } = await openLoopback(async ({ delta, response }) => {
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
});
