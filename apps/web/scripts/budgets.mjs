// Measures the page against its budgets and fails when one is exceeded: `node scripts/budgets.mjs [--json]`.
// The page must have been built. A task counts by the time the thread worked in it, so that other programs on
// the machine do not count; first paint is by the clock, the median of five loads.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { launchBrowser } from "./browser.mjs";
import { longAnswer } from "./long-answer.mjs";
import { startLoopbackServer } from "./loopback-server.mjs";
import { recordTasks } from "./main-thread.mjs";

const budgets = { initialScriptKB: 120, firstContentfulPaintMs: 1000, longestTaskMs: 50 };
const tokenCount = 10_000;
const tokensPerSecond = 200;

const dist = new URL("../dist/", import.meta.url);

/** Gzipped size of all JavaScript that the page loads before anything else happens. */
async function initialScript() {
  const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));
  const files = new Set(["theme.js"]);
  const add = (name) => {
    files.add(manifest[name].file);
    for (const imported of manifest[name].imports ?? []) add(imported);
  };
  add("index.html");
  const sizes = await Promise.all(
    [...files].map(async (file) => gzipSync(await readFile(new URL(file, dist))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** Median of five loads without a cache. */
async function firstContentfulPaint(browser, url) {
  const times = [];
  for (let run = 0; run < 5; run++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    times.push(
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            new PerformanceObserver((list) => {
              for (const entry of list.getEntriesByName("first-contentful-paint")) resolve(entry.startTime);
            }).observe({ type: "paint", buffered: true });
          }),
      ),
    );
    await context.close();
  }
  return times.sort((a, b) => a - b)[2];
}

/** Streams at the given speed; late timers are made up for. */
async function stream({ delta, finish, response }) {
  const started = performance.now();
  let sent = 0;
  for (const token of longAnswer(tokenCount)) {
    if (response.destroyed) return;
    delta({ content: token });
    sent++;
    const ahead = (sent / tokensPerSecond) * 1000 - (performance.now() - started);
    if (ahead > 1) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
  finish("stop", { prompt_tokens: 10, completion_tokens: sent, total_tokens: sent + 10 });
}

/** What the main thread does from the question until the answer has been drawn. */
async function rendering(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url);
  const field = page.getByLabel("Message", { exact: true });
  await field.fill("Begin");
  // What has been done until now belongs to the load of the page.
  await page.waitForTimeout(1500);
  const endRecording = await recordTasks(page);
  const started = Date.now();
  await field.press("Enter");
  await page.getByRole("button", { name: "Regenerate" }).waitFor({ timeout: 180_000 });
  const seconds = (Date.now() - started) / 1000;
  await page.waitForTimeout(1000);
  const tasks = await endRecording();
  const drawn = await page.evaluate(() => ({
    blocks: document.querySelectorAll(".block").length,
    characters: document.querySelector(".markdown")?.textContent?.length ?? 0,
  }));
  await page.close();
  return {
    ...drawn,
    seconds,
    longestWorkMs: tasks[0].workMs,
    longestWallMs: Math.max(...tasks.map(({ wallMs }) => wallMs)),
    busyShare: tasks.reduce((sum, { workMs }) => sum + workMs, 0) / (seconds * 1000),
  };
}

const server = await startLoopbackServer(stream);
const browser = await launchBrowser();
try {
  const initialScriptKB = await initialScript();
  const firstContentfulPaintMs = await firstContentfulPaint(browser, server.url);
  const drawing = await rendering(browser, server.url);
  const measured = { initialScriptKB, firstContentfulPaintMs, longestTaskMs: drawing.longestWorkMs };
  const rows = Object.entries(budgets).map(([name, budget]) => ({
    name,
    measured: Math.round(measured[name] * 10) / 10,
    budget,
    kept: measured[name] <= budget,
  }));
  if (process.argv.includes("--json")) console.log(JSON.stringify({ rows, drawing }, null, 2));
  else {
    console.table(rows);
    const { blocks, characters, seconds, longestWallMs, busyShare } = drawing;
    console.log(
      `${tokenCount} tokens (${characters} characters, ${blocks} blocks) in ${seconds.toFixed(1)} s; ` +
        `main thread busy ${(busyShare * 100).toFixed(0)} % of the time; ` +
        `longest task ${longestWallMs.toFixed(0)} ms by the clock, interruptions by other programs included`,
    );
  }
  if (rows.some(({ kept }) => !kept)) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
