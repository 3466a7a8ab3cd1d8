import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { startLoopbackServer } from "../scripts/loopback-server.mjs";
import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";
import { answers, ask } from "./support/chat.js";

/** The browser says so too where HTML is only read, in a document where nothing runs. */
const policyAtWork = /Content Security Policy|sandbox/i;

const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n\n`;

describe.skipIf(noBrowser)(`previews and sources${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  useBrowser();

  async function open(content: string, rest: object = {}, expected?: RegExp) {
    const server = await startLoopbackServer(
      ({ delta, finish }) => {
        delta({ content, ...rest });
        finish();
      },
      { inlineStyles: true },
    );
    onTestFinished(() => server.close());
    return openPage(server.url, expected ? { expected } : {});
  }

  /** An address that tells whether anybody has come near it. */
  async function trap() {
    let visits = 0;
    const server = createServer((_, response) => response.end());
    server.on("connection", () => visits++);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits: () => visits };
  }

  test("diagrams are drawn; what is none stays code and says so", async () => {
    const page = await open(
      fenced("mermaid", "flowchart TD\n  A[Start] --> B{Is it?}\n  B -->|Yes| C[Done]") +
        fenced("mermaid", "sequenceDiagram\n  Alice->>Bob: Hello") +
        fenced("mermaid", 'pie title Pets\n  "Dogs" : 3\n  "Cats" : 2') +
        fenced("mermaid", "flowchart TD\n  A[[[ --> "),
    );
    await ask(page, "Draw");
    const drawings = page.getByRole("img", { name: /^Diagram/ });
    await expect.poll(() => drawings.count()).toBe(3);
    for (const drawing of await drawings.all())
      await expect
        .poll(() => drawing.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth))
        .toBeGreaterThan(50);
    await page.getByText(/^This can’t be drawn: /).waitFor();
    await page.getByText("A[[[ -->").waitFor();
    await expectAccessible(page, "diagrams");
    await page.getByRole("button", { name: "Code", exact: true }).first().click();
    await page.getByText("B{Is it?}").waitFor();
    expect(await drawings.count()).toBe(2);
    // What the drawing needed of the page is gone again.
    expect(await page.locator("body > svg, body > [id^='ddiagram']").count()).toBe(0);
  });

  test("a hostile diagram runs, loads and links nothing", async () => {
    const { url, visits } = await trap();
    const page = await open(
      fenced(
        "mermaid",
        `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "*{background:url(${url}/a)}"}}%%
flowchart TD
  A["<img src='${url}/b' onerror='document.title=1'>"] --> B["<script>document.title='hacked'</script>"]
  click A href "javascript:document.title='hacked'"
  click B call alert()`,
      ),
      {},
      policyAtWork,
    );
    await ask(page, "Draw");
    const shown = page.getByRole("img", { name: /^Diagram/ });
    await shown.or(page.getByText(/^This can’t be drawn/)).waitFor();
    if (await shown.count()) await shown.click();
    expect(await page.title()).not.toContain("hacked");
    expect(visits()).toBe(0);
  });

  test("HTML and SVG are shown on demand; nothing in them runs, loads or leads anywhere", async () => {
    const { url, visits } = await trap();
    const page = await open(
      fenced(
        "html",
        `<title>Hi</title><style>h1 { color: rgb(1, 2, 3) } @import url(${url}/css);</style>
<link rel="preconnect" href="${url}"><link rel="stylesheet" href="${url}/style">
<meta http-equiv="refresh" content="0;url=${url}/refresh"><base href="${url}/">
<h1 onclick="parent.document.title='hacked'">Welcome</h1><img src="${url}/image" onerror="parent.document.title='hacked'">
<script>parent.document.title = "hacked"; fetch("${url}/script")</script>
<a href="${url}/link">Away</a><form action="${url}/form"><button>Send</button></form>
<iframe src="${url}/frame"></iframe><video src="${url}/video" autoplay></video>`,
      ) +
        fenced(
          "svg",
          `<svg viewBox="0 0 100 50" width="100" onload="document.title='hacked'"><script>document.title='hacked'</script>
<image href="${url}/picture"/><rect width="100" height="50" fill="red"/></svg>`,
        ) +
        fenced("svg", "<p>no drawing</p>"),
      {},
      policyAtWork,
    );
    await ask(page, "Draw");
    const title = await page.title();
    const previews = page.getByRole("button", { name: "Preview" });
    expect(await previews.count()).toBe(3);
    expect(await page.locator("iframe").count()).toBe(0);
    await previews.last().click();
    await page.getByText("This can’t be drawn: there is no drawing in it").waitFor();
    await previews.last().click();
    const drawing = page.getByRole("img", { name: /^Drawing/ });
    await expect
      .poll(() => drawing.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth))
      .toBe(100);
    await previews.first().click();
    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { name: "Welcome" }).click();
    await frame.getByText("Away").click();
    await frame.getByRole("button", { name: "Send" }).click();
    expect(await page.locator("iframe").getAttribute("sandbox")).toBe("");
    await page.getByText("Scripts don’t run here").waitFor();
    await expectAccessible(page, "previews");
    expect(await page.title()).toBe(title);
    expect(visits()).toBe(0);
  });

  test("sources are listed once each; what is no web address is left out", async () => {
    const cite = (url: unknown, title?: unknown) => ({ type: "url_citation", url_citation: { url, title } });
    const page = await open("It is so.", {
      annotations: [
        cite("https://example.org/a", "A <b>bold</b> title"),
        cite("https://example.org/a", "A <b>bold</b> title"),
        cite("http://example.com/b"),
        cite("javascript:alert(1)", "Bad"),
        cite(7, 8),
        { type: "file" },
      ],
    });
    await ask(page, "Is it so?");
    const sources = page.getByRole("region", { name: "Sources" });
    const links = sources.getByRole("link");
    expect(await links.allInnerTexts()).toEqual(["A <b>bold</b> title", "example.com"]);
    expect(await links.first().getAttribute("rel")).toContain("noreferrer");
    await expectAccessible(page, "sources");
    await page.reload();
    await answers(page).first().waitFor();
    await expect.poll(() => links.count()).toBe(2);
  });
});
