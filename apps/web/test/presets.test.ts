import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { startLoopbackServer } from "../scripts/loopback-server.mjs";
import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";
import { messageField, nextRequest, openGroup, showTab } from "./support/chat.js";

describe.skipIf(noBrowser)(`presets${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  async function open() {
    const server = await startLoopbackServer(({ delta, finish }) => {
      delta({ content: "Yes." });
      finish();
    });
    onTestFinished(server.close);
    return openPage(server.url);
  }

  const chooser = (page: Page) => page.getByRole("combobox", { name: "Preset" });

  async function keep(page: Page, name: string) {
    await page.getByPlaceholder("Name what is set here").fill(name);
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await page.getByText(`Kept as “${name}”.`).waitFor();
  }

  test("what is set gets a name, survives a reload, and is applied with one act", async () => {
    const page = await open();
    await openGroup(page, "Sampling");
    await page.getByLabel("Instructions").fill("Be brief.");
    await page.getByRole("spinbutton", { name: /^Temperature/ }).fill("0.3");
    await keep(page, "Brief");
    await expectAccessible(page, "presets");
    await page.reload();
    await showTab(page, "Parameters");
    expect(await page.getByLabel("Instructions").inputValue()).toBe("");
    await chooser(page).selectOption({ label: "Brief" });
    expect(await page.getByLabel("Instructions").inputValue()).toBe("Be brief.");
    const request = nextRequest(page);
    await messageField(page).fill("Well?");
    await messageField(page).press("Enter");
    expect(await request).toMatchObject({
      model: "loopback/talker",
      temperature: 0.3,
      messages: [{ role: "system", content: "Be brief." }, { role: "user" }],
    });
    await page.getByRole("button", { name: "Delete the preset Brief" }).click();
    await page.getByText("Deleted “Brief”.").waitFor();
    expect(await chooser(page).count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await chooser(page).waitFor();
  });

  test("two tabs have the same presets; what this page can't use is left out", async () => {
    const page = await open();
    await showTab(page, "Parameters");
    await page.evaluate(() => {
      const odd = { id: "1", name: "Odd", model: "m", instructions: "", parameters: { temperature: "hot" } };
      localStorage.setItem("presets", JSON.stringify([odd, null, 5]));
    });
    const other = await page.context().newPage();
    await other.goto(page.url());
    await showTab(other, "Parameters");
    await keep(other, "From the other");
    await chooser(page).waitFor();
    expect(await chooser(page).locator("option").allInnerTexts()).toEqual(["None of them", "From the other"]);
  });

  test("the winner of the bench becomes one", async () => {
    const page = await open();
    await page.getByRole("link", { name: "The bench", exact: true }).click();
    await page.getByLabel("Question").fill("Well?");
    await page.getByRole("button", { name: "Run" }).click();
    const column = page.getByRole("region", { name: "Column A" });
    await column.getByRole("button", { name: "Keep as preset" }).click();
    await page.getByText("Kept. It stands in the parameters").waitFor();
    await page.getByRole("button", { name: "Close the bench" }).click();
    await showTab(page, "Parameters");
    expect(await chooser(page).locator("option").allInnerTexts()).toContain("loopback/talker");
  });
});
