// Takes the pictures of docs/images from the built page, our own server and a real model:
// `node scripts/screenshots.mjs [address]`. Without an address it starts `openrouter serve` itself.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "./browser.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = `${root}docs/images`;
const desktop = { viewport: { width: 1360, height: 850 }, deviceScaleFactor: 2 };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

async function startServer() {
  const args = ["packages/server/dist/cli/main.js", "serve", "--json", "--port", "0", "--log-level", "error"];
  const child = spawn(process.execPath, [...args, "--database-url", "file::memory:"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { url: JSON.parse(line).url, close: () => child.kill("SIGTERM") };
}

const earlier = ["Name three rivers in Europe.", "What is a semaphore?", "Suggest a name for a small boat."];

/** Asks and waits for the whole answer. */
async function ask(page, text, expected = 1) {
  const field = page.getByLabel("Message", { exact: true });
  await field.fill(text);
  // Enter is a new line on a phone.
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page
    .locator(".message.assistant:not([aria-busy]) .statistics")
    .nth(expected - 1)
    .waitFor({ timeout: 120_000 });
}

async function setParameters(page, { temperature, maxTokens, seed }) {
  const show = page.getByRole("button", { name: /^Show parameters/ });
  if (await show.isVisible()) await show.click();
  const fill = async (label, value) => {
    const field = page.getByRole("spinbutton", { name: label });
    if (!(await field.isVisible())) await page.locator("summary", { hasText: "Length" }).click();
    await field.fill(String(value));
  };
  await page.getByRole("tab", { name: "Parameters" }).waitFor();
  await fill("Temperature", temperature);
  await fill("Seed", seed);
  await fill("Max tokens", maxTokens);
}

const shoot = async (page, name) => {
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${folder}/${name}.png` });
};

async function open(browser, url, options) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("button.model-button").waitFor();
  await page.evaluate(() => document.fonts.ready);
  return page;
}

/** A conversation about code, with a few before it in the list. */
async function conversation(page) {
  await setParameters(page, { temperature: 0, maxTokens: 24, seed: 1 });
  for (const text of earlier) {
    await page.getByRole("button", { name: "New conversation" }).click();
    await setParameters(page, { temperature: 0, maxTokens: 24, seed: 1 });
    await ask(page, text);
  }
  await page.getByRole("button", { name: "New conversation" }).click();
  await setParameters(page, { temperature: 0, maxTokens: 230, seed: 1 });
  await ask(page, "Write a JavaScript function that reverses a string, and explain it.");
}

await mkdir(folder, { recursive: true });
const address = process.argv[2];
const server = address ? { url: address, close() {} } : await startServer();
const browser = await launchBrowser();
try {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(browser, server.url, { ...desktop, colorScheme });
    if (colorScheme === "light") await shoot(page, "chat-welcome");
    await conversation(page);
    await page.locator(".tab-panel").evaluate((panel) => panel.scrollTo(0, 0));
    if (colorScheme === "light") await shoot(page, "chat-parameters");
    await page.getByRole("button", { name: /^Hide parameters/ }).click();
    await shoot(page, `chat-${colorScheme}`);
    await page.context().close();
  }
  const tokens = await open(browser, server.url, { ...desktop, colorScheme: "light" });
  await setParameters(tokens, { temperature: 0, maxTokens: 60, seed: 1 });
  await tokens.locator("summary", { hasText: "Probabilities" }).click();
  await tokens.getByRole("switch", { name: /^Log probabilities/ }).click();
  await tokens.getByRole("spinbutton", { name: "Alternatives" }).fill("5");
  await tokens.getByRole("button", { name: /^Hide parameters/ }).click();
  await ask(tokens, "Describe the sea at night in two sentences.");
  await tokens.getByRole("button", { name: "Probabilities", exact: true }).click();
  await tokens.getByRole("option").nth(12).hover();
  await shoot(tokens, "chat-probabilities");
  await tokens.context().close();

  const page = await open(browser, server.url, { ...phone, colorScheme: "light" });
  await setParameters(page, { temperature: 0, maxTokens: 230, seed: 1 });
  await page.keyboard.press("Escape");
  await ask(page, "Write a JavaScript function that reverses a string, and explain it.");
  await shoot(page, "chat-phone");
  await page.context().close();
} finally {
  await browser.close();
  await server.close();
}
