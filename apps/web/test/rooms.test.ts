import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StartServerOptions } from "../../../packages/server/src/options.js";
import { answer, makeKey, manager, serveWall } from "../../../packages/server/test/accounts/support.js";
import { Wall } from "../../../packages/server/test/router/wall/wall.js";
import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";

const webRoot = fileURLToPath(new URL("../dist", import.meta.url));
/** Where pictures are left for whoever wants to look at them. */
const pictures = process.env.ROOMS_PICTURES;

describe.skipIf(noBrowser)(`the server's rooms${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();
  let wall: Wall;
  beforeAll(async () => {
    wall = await Wall.start({});
  });
  afterAll(() => wall?.close());

  const serve = (options: Partial<StartServerOptions> = {}) => serveWall(wall, {}, { webRoot, ...options });

  async function enter(page: Page, key = manager) {
    await page.getByLabel("Management key").fill(key);
    await page.getByRole("button", { name: "Enter" }).click();
  }

  async function open(url: string, room: string, options: BrowserContextOptions = {}) {
    const page = await openPage(url, options);
    await page.goto(`${url}/#/server/${room}`);
    return page;
  }

  async function picture(page: Page, name: string) {
    if (!pictures) return;
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: `${pictures}/${name}.png` });
  }

  test("a management key is asked for, kept for its address alone, and forgotten", async () => {
    const [server, other] = [await serve(), await serve({ cors: "*" })];
    const { key } = await makeKey(server);
    const page = await openPage(server.url);
    await page.getByRole("link", { name: "The server" }).click();
    await page.getByRole("heading", { name: "This takes a management key" }).waitFor();
    await expectAccessible(page, "the key form");
    await picture(page, "key-form");
    await enter(page, "sk-or-v1-nobody");
    await page.getByText("The API key is not valid").waitFor();
    await enter(page, key);
    await page.getByText("This takes a management key", { exact: true }).nth(1).waitFor();
    await enter(page);
    await page.getByText("Nothing was asked for in the last thirty days.").waitFor();
    await page.reload();
    await page.getByText("Nothing was asked for in the last thirty days.").waitFor();

    const sent: (string | undefined)[] = [];
    page.on("request", (request) => {
      if (request.url().startsWith(other.url)) sent.push(request.headers().authorization);
    });
    await page.evaluate(
      (baseURL) => localStorage.setItem("settings", JSON.stringify({ baseURL })),
      `${other.url}/api/v1`,
    );
    await page.reload();
    await page.getByText(`Sent only to ${new URL(other.url).host}`).waitFor();
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter((authorization) => authorization !== undefined)).toEqual([]);

    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByRole("button", { name: "Forget the management key" }).click();
    await page.getByLabel("Management key").waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem("management-key"))).toBeNull();
  });

  test("usage: by day, model, provider and key", async () => {
    const server = await serve();
    const [robot, person] = [
      await makeKey(server, { name: "Robot", limit: 5, limit_reset: "monthly" }),
      await makeKey(server, { name: "Person" }),
    ];
    await answer(server, robot.key);
    await answer(server, robot.key, { model: "acme/both", provider: { order: ["alpha"] } });
    await answer(server, person.key, { model: "acme/free" });
    const today = new Date().toISOString().slice(0, 10);
    const page = await open(server.url, "usage");
    await enter(page);
    const legend = page.locator(".usage-legend");
    await legend.getByText("acme/free").waitFor();
    await page
      .locator(".usage-chart title", { hasText: `${today}, acme/free: $0.00` })
      .waitFor({ state: "attached" });
    await page.getByLabel("What is added up").selectOption("requests");
    await expect.poll(() => legend.getByRole("listitem").allInnerTexts()).toHaveLength(3);
    await page.getByLabel("Grouped").selectOption("provider_name");
    await expect
      .poll(async () => (await legend.getByRole("listitem").allInnerTexts()).join(" ").replace(/\s+/g, " "))
      .toMatch(/Alpha \d Beta \d/);
    await page.getByLabel("Of the key").selectOption("Person");
    await expect.poll(() => legend.getByRole("listitem").allInnerTexts()).toHaveLength(1);
    await page.getByText("As a table").click();
    const row = page.getByRole("region", { name: "Usage by day" }).getByRole("row", { name: today });
    expect(await row.innerText()).toMatch(/1$/);
    const byKey = page.getByRole("region", { name: "Spent by key" }).getByRole("row", { name: /^Robot/ });
    expect(await byKey.innerText()).toContain("$0.000");
    await expectAccessible(page, "usage");
    await page.getByLabel("Of the key").selectOption("all keys");
    await legend.getByText("Alpha").waitFor();
    await picture(page, "usage-light");
    await page.getByRole("button", { name: "Dark colours" }).click();
    await expectAccessible(page, "usage, dark");
    await picture(page, "usage-dark");
  });

  test("keys: made with the secret shown once, changed, disabled, revoked", async () => {
    const server = await serve();
    const page = await open(server.url, "keys");
    await enter(page);
    await page.getByText("No keys yet.").waitFor();
    await page.getByRole("button", { name: "New key" }).click();
    const editor = page.getByRole("dialog", { name: "New key" });
    await editor.getByLabel("Name").fill("Robot");
    await editor.getByLabel("Limit in US dollars").fill("9000001");
    await expectAccessible(page, "new key");
    await editor.getByRole("button", { name: "Make the key" }).click();
    await editor.getByRole("alert").getByText(/limit/).waitFor();
    await editor.getByLabel("Limit in US dollars").fill("2.5");
    await editor.getByLabel("For how long the limit is").selectOption("weekly");
    await editor.getByRole("button", { name: "Make the key" }).click();
    const shown = page.getByRole("dialog", { name: "Copy the key now" });
    const secret = await shown.locator("code").innerText();
    expect((await answer(server, secret)).status).toBe(200);
    await expectAccessible(page, "the secret");
    await page.keyboard.press("Escape");
    const card = page.getByRole("listitem").filter({ hasText: "Robot" });
    await card.getByText("$2.50 weekly").waitFor();
    expect(await page.content()).not.toContain(secret);

    await page.getByRole("button", { name: "Change Robot" }).click();
    const change = page.getByRole("dialog", { name: "Change “Robot”" });
    await change.getByLabel("Name").fill("Machine");
    await change.getByLabel("Requests a minute").fill("60");
    await change.getByLabel(/^Expires/).fill("2999-01-01");
    await change.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Disable Machine" }).click();
    await page.getByText("disabled", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Enable Machine" }).click();
    await page.getByText("valid", { exact: true }).waitFor();
    await expectAccessible(page, "keys");
    await picture(page, "keys-light");
    await page.getByRole("button", { name: "Revoke Machine" }).click();
    await page.getByRole("button", { name: "Revoke the key" }).click();
    await page.getByText("No keys yet.").waitFor();
    await expect.poll(async () => (await answer(server, secret)).status).toBe(401);
  });

  test("providers: what has been seen of each endpoint, live", async () => {
    const server = await serve();
    const { key } = await makeKey(server);
    await answer(server, key);
    const page = await open(server.url, "providers");
    await enter(page);
    const model = (name: string) => page.getByRole("region", { name });
    await model("acme/good").getByText("100 %").first().waitFor();
    expect(await model("acme/both").getByRole("listitem").count()).toBe(2);
    await model("acme/fails-500").getByText("Answers", { exact: true }).waitFor();
    // Without a reload the page shows what becomes of an endpoint that fails.
    for (let index = 0; index < 8; index++) await answer(server, key, { model: "acme/fails-500" });
    await model("acme/fails-500").getByText("Left out", { exact: true }).waitFor();
    await model("acme/fails-500")
      .getByText(/^Failures: unavailable \d/)
      .waitFor();
    await expectAccessible(page, "providers");
    await picture(page, "providers-light");
    await page.getByLabel("Search models").fill("free");
    await expect.poll(() => page.locator(".room-section").count()).toBe(1);
    await page.getByLabel("Search models").fill("nothing like it");
    await page.getByText("No model contains “nothing like it”.").waitFor();
  });

  test("the log: page by page, with each attempt and its reason; on a phone", async () => {
    const server = await serve();
    const { key } = await makeKey(server, { name: "Robot" });
    for (let index = 0; index < 50; index++) await answer(server, key, { model: "acme/free" });
    await answer(server, key, { model: "acme/fails-500" });
    const viewport = { width: 390, height: 844 };
    const page = await open(server.url, "log", { viewport, hasTouch: true, isMobile: true });
    await enter(page);
    const entries = page.locator(".log-entry");
    await expect.poll(() => entries.count()).toBe(50);
    const failed = entries.filter({ hasText: "acme/fails-500" });
    await failed.locator("summary").click();
    await failed.getByText(/^Alpha.*: failed: unavailable.*, status 500/).waitFor();
    await failed.getByText("Robot").waitFor();
    await expectAccessible(page, "the log, on a phone");
    await picture(page, "log-phone");
    await page.getByRole("button", { name: "Show earlier ones" }).click();
    await expect.poll(() => entries.count()).toBe(51);
    expect(await page.getByRole("button", { name: "Show earlier ones" }).count()).toBe(0);
    for (const room of ["Usage", "Keys", "Providers", "Log"]) {
      await page.getByRole("navigation", { name: "The server’s rooms" }).getByText(room).click();
      await page.getByRole("heading", { name: room, level: 1 }).waitFor();
      await page.locator(".room-facts, .card, .log-entry").first().waitFor();
      await expectAccessible(page, `${room}, on a phone`);
      await picture(page, `${room.toLowerCase()}-phone`);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    }
  });
});
