import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { startLoopbackServer } from "../scripts/loopback-server.mjs";
import { noBrowser, openPage, useBrowser } from "./support/browser.js";
import { ask, messageField } from "./support/chat.js";
import { locked, mincho, pdfOf } from "./support/pdf.js";

describe.skipIf(noBrowser)(`PDF files${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  async function open() {
    const bodies: { messages: { content: string }[] }[] = [];
    const server = await startLoopbackServer(({ body, delta, finish }) => {
      bodies.push(body);
      delta({ content: "Read." });
      finish();
    });
    onTestFinished(() => server.close());
    const page = await openPage(server.url);
    const attach = (name: string, buffer: Buffer) =>
      page.getByLabel("Files to attach").setInputFiles({ name, mimeType: "application/pdf", buffer });
    const attached = (target: Page) => target.getByRole("list", { name: "Attached" }).getByRole("listitem");
    return { page, bodies, attach, attached };
  }

  test("the text of a PDF goes with the message", async () => {
    const { page, bodies, attach } = await open();
    const workers: string[] = [];
    page.on("worker", (worker) => workers.push(new URL(worker.url()).origin));
    await attach("report.pdf", pdfOf(["Sales (of 2026) grew", "", "by a third"]));
    await page.getByRole("list", { name: "Attached" }).getByText("report.pdf").waitFor();
    await ask(page, "What is in there?");
    expect(bodies[0]!.messages[0]!.content).toContain(
      '<file name="report.pdf">\nSales (of 2026) grew\n\nby a third\n</file>',
    );
    expect(workers).toContain(new URL(page.url()).origin);
    await expect.poll(() => page.workers().filter((worker) => worker.url().includes("pdf")).length).toBe(0);
  });

  test("characters of East Asia are read by maps that come from the page's own server", async () => {
    const { page, bodies, attach } = await open();
    await attach("sea.pdf", pdfOf(["海の日"], { font: mincho }));
    await page.getByRole("list", { name: "Attached" }).getByText("sea.pdf").waitFor();
    await ask(page, "What day?");
    expect(bodies[0]!.messages[0]!.content).toContain("海の日");
  });

  test("what can't be read is said, and nothing is attached", async () => {
    const { page, attach, attached } = await open();
    for (const [name, buffer, words] of [
      ["scan.pdf", pdfOf(["", ""]), /“scan.pdf” has no text in it/],
      ["secret.pdf", pdfOf(["Hidden"], { trailer: locked }), /“secret.pdf” is locked with a password/],
      ["broken.pdf", Buffer.from("%PDF-1.4 and no more"), /“broken.pdf” is damaged, or no PDF/],
    ] as const) {
      await attach(name, buffer);
      await page.getByText(words).waitFor();
    }
    await page.getByLabel("Files to attach").evaluate((input: HTMLInputElement) => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(33 * 1024 * 1024)], "large.pdf"));
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await page.getByText(/“large.pdf” is too large: at most 32 MB of PDF/).waitFor();
    expect(await attached(page).count()).toBe(0);
  });

  test("of a very long PDF the first pages are taken, and that is said to user and model", async () => {
    const { page, bodies, attach } = await open();
    await attach("long.pdf", pdfOf(Array.from({ length: 502 }, (_, index) => `page ${index + 1}`)));
    await page.getByText("Only the first 500 of the 502 pages of “long.pdf” were read.").waitFor();
    await messageField(page).focus();
    await ask(page, "Sum it up");
    const text = bodies[0]!.messages[0]!.content;
    expect(text).toContain("page 500\n\n[Only the first 500 of the 502 pages");
    expect(text).not.toContain("page 501");
  });
});
