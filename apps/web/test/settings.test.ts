import { describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, useBrowser } from "./support/browser.js";
import { answers, ask, finished, messageField } from "./support/chat.js";
import { openLoopback } from "./support/loopback.js";

describe.skipIf(noBrowser)(`settings, keys and a phone${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  test("a chosen theme is there before the first paint", async () => {
    const { page } = await openLoopback(() => {});
    await page.getByRole("button", { name: "Dark colours" }).click();
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    expect(await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(false);
    await page.getByRole("button", { name: "Light colours" }).click();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
  });

  test("another base URL and a key: kept in the browser, sent with each request", async () => {
    const keys: (string | undefined)[] = [];
    const { page, server } = await openLoopback(({ request, delta, finish }) => {
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
    const { page, server } = await openLoopback(({ request, delta, finish }) => {
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

  test("phone: drawers, and nothing wider than the screen", async () => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
    const { page } = await openLoopback(({ delta, finish }) => {
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
});
