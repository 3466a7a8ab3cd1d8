import { describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, useBrowser } from "./support/browser.js";
import { ask } from "./support/chat.js";
import { openLoopback } from "./support/loopback.js";

describe.skipIf(noBrowser)(`the bench${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  test("the bench: columns side by side, several runs, differences, and the winner's settings", async () => {
    const bodies: Record<string, unknown>[] = [];
    const { page } = await openLoopback(({ body, delta, finish }) => {
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
});
