import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, openPage, useBrowser } from "./support/browser.js";
import {
  answers,
  ask,
  finished,
  keptAnswers,
  messageField,
  nextRequest,
  openGroup,
  showTab,
} from "./support/chat.js";
import { noModel, type RealServer, startRealServer } from "./support/server.js";

const run = promisify(execFile);
const missing = noBrowser ?? noModel;

describe.skipIf(missing)(
  `the page, our server and a real model${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    useBrowser();
    let server: RealServer;

    beforeAll(async () => {
      server = await startRealServer();
    });
    afterAll(() => server?.close());

    const open = () => openPage(server.url);

    /** Short and repeatable answers. */
    async function calm(page: Page, maxTokens = 24) {
      await openGroup(page, "Sampling");
      await page.getByLabel(/^Temperature temperature/).fill("0");
      await openGroup(page, "Length");
      await page.getByLabel(/^Max tokens/).fill(String(maxTokens));
    }

    test("a conversation: kept, found, renamed, deleted and brought back", async () => {
      const page = await open();
      await calm(page);
      const answer = await ask(page, "Say hello to the lighthouse keeper.");
      expect(answer.length).toBeGreaterThan(0);
      expect(page.url()).toContain("#/chat/");

      await expect.poll(() => keptAnswers(page)).toEqual([expect.any(String)]);
      await page.reload();
      await answers(page).first().waitFor();
      const list = page.getByRole("navigation", { name: "Conversations" });
      const first = list.getByRole("link", { name: /^Say hello to the lighthouse/ });
      await first.waitFor();

      await page.getByRole("button", { name: "New conversation" }).click();
      await page.getByRole("heading", { name: "What shall we talk about?" }).waitFor();
      await ask(page, "Name a colour.");
      expect(await list.getByRole("listitem").count()).toBe(2);

      await page.getByLabel("Search conversations").fill("lighthouse keeper");
      await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
      await page.getByLabel("Search conversations").press("Enter");
      await page.getByText("Say hello to the lighthouse keeper.").first().waitFor();
      await page.getByLabel("Search conversations").fill("");

      await first.hover();
      await page.getByRole("button", { name: /^Rename Say hello/ }).click();
      await page.getByLabel("Name of the conversation").fill("The keeper");
      await page.keyboard.press("Enter");
      const renamed = list.getByRole("link", { name: "The keeper" });
      await renamed.hover();
      await page.getByRole("button", { name: "Delete The keeper" }).click();
      await expect.poll(() => renamed.count()).toBe(0);
      await page.getByRole("button", { name: "Undo" }).click();
      await renamed.waitFor();
      await page.getByText("Say hello to the lighthouse keeper.").first().waitFor();
    });

    test("stop, regenerate and edit", async () => {
      const page = await open();
      await openGroup(page, "Length");
      await page.getByLabel(/^Max tokens/).fill("600");
      await messageField(page).fill("Tell a very long story about the sea.");
      await messageField(page).press("Enter");
      await page.locator(".message.assistant .markdown").waitFor();
      await page.keyboard.press("Escape");
      await page.getByText("stopped", { exact: true }).waitFor();

      await page.getByLabel(/^Max tokens/).fill("12");
      await page.getByRole("button", { name: "Regenerate" }).click();
      await finished(answers(page).first());
      await page.getByText("cut at the token limit").waitFor();
      expect(await answers(page).count()).toBe(1);

      await page.locator(".message.user").hover();
      await page.getByRole("button", { name: "Edit message" }).click();
      await page.getByLabel("Edit message").fill("Tell a story about a hill.");
      const [body] = await Promise.all([nextRequest(page), page.keyboard.press("Enter")]);
      expect(body.messages).toEqual([{ role: "user", content: "Tell a story about a hill." }]);
      await finished(answers(page).first());
    });

    test("the model picker says what a model supports", async () => {
      const page = await open();
      await page.keyboard.press("Control+;");
      const option = page.getByRole("option").first();
      await option.waitFor();
      const { data } = await (await fetch(`${server.url}/api/v1/models`)).json();
      expect(await option.innerText()).toContain(data[0].id);
      for (const ability of ["tools", "JSON schema", "probabilities", "1K context", "free"])
        expect(await option.innerText()).toContain(ability);
      await page.getByLabel("Search models").fill("no such model");
      await page.getByText("No model matches.").waitFor();
      await page.keyboard.press("Escape");
    });

    test("parameters reach the request, and a reset takes them out", async () => {
      const page = await open();
      await openGroup(page, "Sampling");
      for (const [label, value] of [
        ["Temperature", "0.3"],
        ["Top P", "0.9"],
        ["Top K", "40"],
        ["Min P", "0.05"],
        ["Top A", "0.1"],
        ["Seed", "7"],
      ] as const)
        await page.getByRole("spinbutton", { name: label, exact: false }).fill(value);
      await openGroup(page, "Repetition");
      for (const [label, value] of [
        ["Frequency penalty", "0.5"],
        ["Presence penalty", "-0.5"],
        ["Repetition penalty", "1.1"],
      ] as const)
        await page.getByRole("spinbutton", { name: label, exact: false }).fill(value);
      await page.getByRole("button", { name: "Add a token" }).click();
      await page.getByLabel("Token id 1").fill("17");
      await page.getByLabel("Bias 1").fill("-100");
      await openGroup(page, "Length");
      await page.getByLabel(/^Max tokens/).fill("8");
      await page.getByLabel(/^Max completion tokens/).fill("9");
      await page.getByRole("button", { name: "Add a stop sequence" }).click();
      await page.getByLabel("Stop sequence 1").fill("END\\n");
      await openGroup(page, "Shape of the answer");
      await page.getByLabel(/^Response format/).selectOption("text");
      await page.getByLabel("Effort").selectOption("low");
      await openGroup(page, "Probabilities");
      await page.getByRole("switch", { name: /^Log probabilities/ }).click();
      await page
        .getByLabel(/^Alternatives/)
        .first()
        .fill("2");
      await openGroup(page, "Delivery");
      await page.getByRole("switch", { name: /^Usage in the stream/ }).click();
      await page.getByLabel(/^User user/).fill("reader-1");
      await page.getByRole("button", { name: "Add a note" }).click();
      await page.getByLabel("Key 1").fill("topic");
      await page.getByLabel("Value 1").fill("test");
      await page.getByLabel("Instructions").fill("Be brief.");

      await messageField(page).fill("Hello");
      const [body] = await Promise.all([nextRequest(page), messageField(page).press("Enter")]);
      expect(body).toEqual({
        model: expect.any(String),
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" },
        ],
        stream: true,
        temperature: 0.3,
        top_p: 0.9,
        top_k: 40,
        min_p: 0.05,
        top_a: 0.1,
        seed: 7,
        frequency_penalty: 0.5,
        presence_penalty: -0.5,
        repetition_penalty: 1.1,
        logit_bias: { 17: -100 },
        max_tokens: 8,
        max_completion_tokens: 9,
        stop: ["END\n"],
        response_format: { type: "text" },
        reasoning: { effort: "low" },
        logprobs: true,
        top_logprobs: 2,
        stream_options: { include_usage: true },
        user: "reader-1",
        metadata: { topic: "test" },
      });
      await finished(answers(page).first());

      await page.getByLabel(/^Temperature temperature/).fill("3");
      await page.getByText("Between 0 and 2.").waitFor();
      await page.getByRole("button", { name: "Reset Temperature" }).click();
      await page.getByRole("button", { name: /^Reset all/ }).click();
      await openGroup(page, "Length");
      await page.getByLabel(/^Max tokens/).fill("4");
      await openGroup(page, "Delivery");
      await page.getByRole("switch", { name: /^Stream stream/ }).click();
      await messageField(page).fill("Again");
      const [second] = await Promise.all([nextRequest(page), messageField(page).press("Enter")]);
      const { model, messages, ...rest } = second;
      expect(rest).toEqual({ stream: false, max_tokens: 4 });
      await finished(answers(page).nth(1));
    });

    test("the code to copy sends exactly this request", async () => {
      const page = await open();
      await calm(page, 8);
      await openGroup(page, "Sampling");
      await page.getByLabel(/^Seed/).fill("3");
      await page.getByLabel("Instructions").fill("Answer with one word; it's short.");
      const shown = await ask(page, "What is the capital of France?");

      await showTab(page, "Code");
      const panel = page.getByRole("tabpanel");
      await panel.getByText("openRouter.chat.send").waitFor();
      await panel.getByRole("button", { name: "Copy code" }).click();
      const program = await page.evaluate(() => navigator.clipboard.readText());
      const cwd = fileURLToPath(new URL("..", import.meta.url));
      const typed = await run(process.execPath, ["--input-type=module", "-e", program], { cwd });
      expect(typed.stdout.trim()).toBe(shown.trim());

      await page.getByLabel("Language of the code").selectOption("bash");
      await panel.getByText("curl --no-buffer").waitFor();
      await panel.getByRole("button", { name: "Copy code" }).click();
      const command = await page.evaluate(() => navigator.clipboard.readText());
      const { stdout } = await run("bash", ["-c", command]);
      const text = [...stdout.matchAll(/^data: (\{.*)$/gm)]
        .map(([, json]) => JSON.parse(json!).choices[0]?.delta.content ?? "")
        .join("");
      expect(text.trim()).toBe(shown.trim());
    });

    test("speed and usage are shown", async () => {
      const page = await open();
      await openGroup(page, "Length");
      await page.getByLabel(/^Max tokens/).fill("200");
      await messageField(page).fill("Tell a very long story about the sea.");
      await messageField(page).press("Enter");
      await page.getByText(/^≈ [\d,.]+ tok\/s/).waitFor();
      await finished(answers(page).first());
      const facts = await page.locator(".statistics").innerText();
      expect(facts).toMatch(/[\d,.]+ tok\/s/);
      expect(facts).toMatch(/\d+ out/);
      expect(facts).toMatch(/\d+ in/);
      expect(facts).toMatch(/to first token/);
      expect(facts).not.toContain("≈");
    });

    test("a JSON schema: errors with their line, and an answer that obeys it", async () => {
      const page = await open();
      await calm(page, 60);
      await openGroup(page, "Shape of the answer");
      await page.getByLabel(/^Response format/).selectOption("json_schema");
      const editor = page.getByRole("textbox", { name: "JSON schema" });
      await editor.fill('{\n  "type": "object",\n  "properties": { "colour": { "type": "text" } }\n}');
      await page.getByText('"text" is no type.').waitFor();
      await page.getByText("Line 3", { exact: true }).waitFor();
      await editor.fill('{\n  "type": "object",\n  "properties": {,}\n}');
      await page.getByText("Line 3", { exact: true }).first().waitFor();
      await expectAccessible(page, "schema editor with an error");
      const schema = {
        type: "object",
        properties: { colour: { enum: ["red", "blue"] } },
        required: ["colour"],
        additionalProperties: false,
      };
      await editor.fill(JSON.stringify(schema));
      await page.getByText("The schema is valid.").waitFor();
      const answer = await ask(page, "Which colour has the sky?");
      expect(["red", "blue"]).toContain(JSON.parse(answer).colour);
    });

    test("a grammar: errors with their line, and an answer that obeys it", async () => {
      const page = await open();
      await openGroup(page, "Shape of the answer");
      await page.getByLabel(/^Response format/).selectOption("grammar");
      const editor = page.getByRole("textbox", { name: "Grammar" });
      await editor.fill('root ::= "a" |\n  missing\n');
      await page.getByText(/missing.* is not defined/).waitFor();
      await page.getByText("Line 2", { exact: true }).waitFor();
      await editor.fill('root ::= "Yes." | "No."\n');
      await page.getByText("The grammar is complete.").waitFor();
      expect(["Yes.", "No."]).toContain((await ask(page, "Is water wet?")).trim());
    });

    test("a tool: defined, called, answered", async () => {
      const page = await open();
      await calm(page, 80);
      await showTab(page, "Tools");
      await page.getByRole("button", { name: "Add a tool" }).click();
      await page.getByLabel("Name", { exact: true }).fill("get_tide");
      await page.getByLabel(/^Tool choice/).selectOption("function:get_tide");
      await messageField(page).fill("How high is the tide in Brest?");
      await messageField(page).press("Enter");
      const call = page.getByRole("region", { name: "Call of get_tide" });
      await call.getByText("waits for your result").waitFor({ timeout: 60_000 });
      expect(Object.keys(JSON.parse(await call.locator("pre").innerText()))).toContain("city");
      await expectAccessible(page, "a call that waits");

      await page.getByLabel(/^Tool choice/).selectOption("none");
      const result = call.getByLabel("Result of get_tide");
      await result.fill('{ "metres": 4, }');
      await call.getByText(/^Line 1:/).waitFor();
      await result.fill('{ "metres": 4 }');
      const [body] = await Promise.all([
        nextRequest(page),
        call.getByRole("button", { name: "Send result" }).click(),
      ]);
      expect((body.messages as object[]).at(-1)).toMatchObject({
        role: "tool",
        content: '{ "metres": 4 }',
      });
      await call.getByText("answered").waitFor();
      await expect.poll(() => answers(page).count()).toBe(2);
      await finished(answers(page).nth(1));
    });

    test("probabilities of tokens, by keyboard", async () => {
      const page = await open();
      await calm(page, 12);
      await openGroup(page, "Probabilities");
      await page.getByRole("switch", { name: /^Log probabilities/ }).click();
      await page
        .getByLabel(/^Alternatives/)
        .first()
        .fill("3");
      const text = await ask(page, "Name three fruits.");
      await page.getByRole("button", { name: "Probabilities", exact: true }).click();
      const tokens = page.getByRole("option");
      await tokens.first().waitFor();
      expect((await tokens.allTextContents()).join("").trim()).toContain(text.trim().slice(0, 8));
      await tokens.first().focus();
      const before = await page.locator(".alternatives").innerText();
      await page.keyboard.press("ArrowRight");
      expect(await tokens.nth(1).getAttribute("aria-selected")).toBe("true");
      expect(await page.locator(".alternatives").innerText()).not.toBe(before);
      expect(await page.locator(".alternatives tbody tr").count()).toBeGreaterThanOrEqual(3);
      await expectAccessible(page, "probabilities");
    });

    test("export and import", async () => {
      const page = await open();
      await calm(page, 6);
      await ask(page, "A message to keep.");
      await page.getByRole("button", { name: "Import and export" }).click();
      const dialog = page.getByRole("dialog", { name: "Import and export" });
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        dialog.getByRole("button", { name: "This conversation" }).click(),
      ]);
      const path = await download.path();
      const file = JSON.parse(await readFile(path, "utf8"));
      expect(file.conversations[0].messages[0].parts[0].text).toBe("A message to keep.");

      const broken = `${path}-broken.json`;
      await writeFile(broken, JSON.stringify({ ...file, conversations: [{ messages: [{ id: 1 }] }] }));
      await page.getByLabel("File to import").setInputFiles(broken);
      await dialog.getByText("conversations[0].messages[0].role must be").waitFor();
      await expectAccessible(page, "import that failed");
      await page.getByLabel("File to import").setInputFiles(path);
      await page.getByText("Imported 1 conversation.").waitFor();
      expect(
        await page.getByRole("navigation").getByRole("link", { name: "A message to keep." }).count(),
      ).toBe(2);
    });

    test("a conversation that is too long says what to do", async () => {
      const page = await open();
      await messageField(page).fill("river ".repeat(1200));
      await messageField(page).press("Enter");
      const alert = page.getByRole("alert");
      await alert.getByText("The conversation is too long for this model").waitFor();
      await expectAccessible(page, "error");
      await alert.getByRole("button", { name: "New conversation" }).click();
      await page.getByRole("heading", { name: "What shall we talk about?" }).waitFor();
    });

    test.each(["light", "dark"] as const)("axe finds nothing in %s", async (colorScheme) => {
      const page = await openPage(server.url, { colorScheme });
      await expectAccessible(page, "empty");
      await calm(page, 30);
      for (const title of ["Repetition", "Shape of the answer", "Probabilities", "Delivery"])
        await openGroup(page, title);
      await expectAccessible(page, "parameters");
      await ask(page, "Write a list of two things.");
      await expectAccessible(page, "conversation");
      await showTab(page, "Tools");
      await page.getByRole("button", { name: "Add a tool" }).click();
      await page.getByRole("textbox", { name: "Arguments of get_weather" }).waitFor();
      await expectAccessible(page, "tools");
      await showTab(page, "Code");
      await page.getByText("openRouter.chat.send").waitFor();
      await expectAccessible(page, "code");
      await page.keyboard.press("Control+;");
      await page.getByRole("listbox", { name: "Models" }).waitFor();
      await expectAccessible(page, "models");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+,");
      await page.getByRole("dialog", { name: "Settings" }).waitFor();
      await expectAccessible(page, "settings");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+/");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
      await expectAccessible(page, "help");
    });
  },
);
