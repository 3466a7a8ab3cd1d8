import type { Locator, Page } from "playwright-core";

export const messageField = (page: Page): Locator => page.getByLabel("Message", { exact: true });

export const answers = (page: Page): Locator => page.locator(".message.assistant");

/** Sends a message and waits for the end of the answer. Gives its text. */
export async function ask(page: Page, text: string): Promise<string> {
  const before = await answers(page).count();
  await messageField(page).fill(text);
  await messageField(page).press("Enter");
  const answer = answers(page).nth(before);
  await answer.waitFor();
  return finished(answer);
}

/** Waits for the end of an answer. Gives its text. */
export async function finished(answer: Locator): Promise<string> {
  await answer
    .page()
    .locator(".message.assistant:not([aria-busy])")
    .last()
    .locator(".statistics")
    .waitFor({ timeout: 60_000 });
  return (await answer.locator(".markdown").allInnerTexts()).join("\n");
}

/** Shows the parameters, the tools or the code. */
export async function showTab(page: Page, name: "Parameters" | "Tools" | "Code"): Promise<void> {
  const show = page.getByRole("button", { name: "Show parameters" });
  if (await show.isVisible()) await show.click();
  await page.getByRole("tab", { name }).click();
}

/** Opens a group of parameters. */
export async function openGroup(page: Page, title: string): Promise<void> {
  await showTab(page, "Parameters");
  const group = page.locator("details.group", { has: page.getByRole("heading", { name: title }) });
  if ((await group.getAttribute("open")) === null) await group.locator("summary").click();
}

/** The body of the next chat completion that the page asks for. */
export async function nextRequest(page: Page): Promise<Record<string, unknown>> {
  const request = await page.waitForRequest((candidate) => candidate.url().endsWith("/chat/completions"));
  return request.postDataJSON();
}

/** The answers that have their end and are in the browser's database, as JSON of their parts. */
export function keptAnswers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await result(indexedDB.open("chat"));
    const messages = await result(database.transaction("message").objectStore("message").getAll());
    database.close();
    return messages
      .filter(({ role, finishReason }) => role === "assistant" && finishReason)
      .map(({ parts }) => JSON.stringify(parts));
  });
}
