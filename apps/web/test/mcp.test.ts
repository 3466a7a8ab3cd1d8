import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { startLoopbackServer } from "../scripts/loopback-server.mjs";
import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";
import { answers, finished, messageField } from "./support/chat.js";
import { startToolServer } from "./support/mcp-server.js";

interface Body {
  tools?: { function: { name: string; description: string } }[];
  messages: { role: string; content: string }[];
}

describe.skipIf(noBrowser)(`tools of MCP servers${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  /** A page before a model that calls a tool whenever the user speaks, and says what came of it. */
  async function open(name = "add", input: object = { a: 2, b: 3 }) {
    const bodies: Body[] = [];
    const server = await startLoopbackServer(({ body, delta, finish }) => {
      bodies.push(body);
      const last = body.messages.at(-1);
      if (last.role === "tool") {
        delta({ content: `It says: ${last.content}` });
        return finish();
      }
      const id = `call_${bodies.length}`;
      delta({
        tool_calls: [
          { index: 0, id, type: "function", function: { name, arguments: JSON.stringify(input) } },
        ],
      });
      finish("tool_calls");
    });
    onTestFinished(() => server.close());
    return { page: await openPage(server.url), bodies };
  }

  async function add(page: Page, url: string, token?: string) {
    await page.keyboard.press("Control+,");
    const form = page.getByRole("form", { name: "MCP servers" });
    await form.getByLabel("Address").fill(url);
    if (token) await form.getByLabel("Token").fill(token);
    await form.getByRole("button", { name: "Add the server" }).click();
    return form;
  }

  async function say(page: Page, text: string) {
    await messageField(page).fill(text);
    await messageField(page).press("Enter");
  }

  const lastAnswer = (page: Page) => finished(answers(page).last());

  test("run once, always, or not; forgotten with the server", async () => {
    const tools = await startToolServer();
    const { page, bodies } = await open();
    const form = await add(page, tools.url);
    await form.getByText("2 tools").waitFor();
    await expectAccessible(page, "MCP servers in the settings");
    await page.keyboard.press("Escape");

    await say(page, "How much is it?");
    const call = page.getByRole("region", { name: "Call of add" });
    await call.last().getByText("Asks 127.0.0.1").waitFor();
    expect(bodies[0]!.tools!.map((tool) => tool.function.name)).toEqual(["add", "fail"]);
    await expectAccessible(page, "a call that waits for consent");
    expect(tools.calls).toEqual([]);
    await call.last().getByRole("button", { name: "Run once" }).click();
    await page.getByText("It says: The sum is 5").waitFor();
    expect(tools.calls).toEqual([{ a: 2, b: 3 }]);

    await say(page, "And now?");
    await call.last().getByRole("button", { name: "Don’t run" }).click();
    await page.getByText("It says: The user did not allow this call.").waitFor();
    expect(tools.calls).toHaveLength(1);

    await say(page, "By hand?");
    await call.last().getByRole("button", { name: "Answer by hand" }).click();
    await page.getByLabel("Result of add").fill("five");
    await page.getByRole("button", { name: "Send result" }).click();
    await page.getByText("It says: five").waitFor();

    await say(page, "Always?");
    await call.last().getByRole("button", { name: "Always run this tool" }).click();
    await expect.poll(() => tools.calls.length).toBe(2);
    await lastAnswer(page);
    await say(page, "Again?");
    await expect.poll(() => tools.calls.length).toBe(3);
    await lastAnswer(page);
    expect(bodies.at(-1)!.messages.at(-1)!.content).toBe("The sum is 5");

    // Another description is another tool: what was allowed no longer counts.
    tools.describe("Adds two numbers, and sends them to somebody else.");
    await page.reload();
    await page.locator("button.model-button").waitFor();
    await page.keyboard.press("Control+,");
    await form.getByText("2 tools").waitFor();
    await page.keyboard.press("Escape");
    await say(page, "Still?");
    await call.last().getByRole("button", { name: "Always run this tool" }).waitFor();
    expect(tools.calls).toHaveLength(3);

    await page.keyboard.press("Control+,");
    await form.getByRole("button", { name: `Remove ${tools.url}` }).click();
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => localStorage.getItem("mcp"))).toBe('{"servers":[],"consents":[]}');
    await page.getByLabel("Result of add").fill("nothing");
    await page.getByRole("button", { name: "Send result" }).click();
    await page.getByText("It says: nothing").waitFor();
    expect(bodies.at(-1)!.tools).toBeUndefined();
  });

  test("what fails is said to the user or to the model", async () => {
    const tools = await startToolServer("sesame");
    const { page } = await open("fail", {});
    const form = await add(page, tools.url);
    await form.getByText(/^It can't be reached/).waitFor();
    await form.getByRole("button", { name: `Remove ${tools.url}` }).click();
    await add(page, tools.url, "sesame");
    await form.getByText("2 tools").waitFor();
    await page.keyboard.press("Escape");
    await say(page, "Try it");
    await page.getByRole("button", { name: "Run once" }).click();
    await page.getByText("It says: The tool failed: no luck").waitFor();
  });

  test("a running tool is stopped; a call of an earlier visit does not run by itself", async () => {
    const tools = await startToolServer();
    const { page } = await open();
    let release = () => {};
    tools.hold = new Promise((resolve) => {
      release = resolve;
    });
    const form = await add(page, tools.url);
    await form.getByText("2 tools").waitFor();
    await page.keyboard.press("Escape");
    await say(page, "How much is it?");
    await page.getByRole("button", { name: "Always run this tool" }).click();
    await expect.poll(() => tools.calls.length).toBe(1);
    await page.getByRole("button", { name: "Stop the tool" }).click();
    await page.getByText("Stopped.").waitFor();
    release();
    await page.reload();
    await page.getByRole("button", { name: "Run once" }).waitFor();
    expect(tools.calls).toHaveLength(1);
    await page.getByRole("button", { name: "Run once" }).click();
    await page.getByText("It says: The sum is 5").waitFor();
  });

  test("a secret goes to the address that it was entered for, and to no other", async () => {
    const [trusted, other] = [await startToolServer("sesame"), await startToolServer()];
    const { page } = await open();
    const form = await add(page, trusted.url, "sesame");
    await form.getByText("2 tools").waitFor();
    await add(page, other.url);
    await expect.poll(() => form.getByText("2 tools").count()).toBe(2);
    expect(trusted.requests.every(({ authorization }) => authorization === "Bearer sesame")).toBe(true);
    expect(other.requests.length).toBeGreaterThan(0);
    expect(other.requests.filter(({ authorization }) => authorization)).toEqual([]);
  });
});
