// What the route handler must do in every host. Plain web APIs only.

/** The models that the route lets through: those that the scripted server knows. */
export const models = ["plain", "bad", "first", "later", "cut", "endless"];

/**
 * @param sdk `@openrouter/sdk`
 * @param origin where the route is
 * @param upstream the scripted server's URL; its `/left` answers when nobody reads its endless stream any more
 * @returns what is wrong, one line each; nothing when all is right
 */
export async function checkRoute({ sdk, origin, upstream }) {
  const faults = [];
  const client = new sdk.OpenRouter({
    serverURL: `${origin}/api/v1`,
    apiKey: "",
    retryConfig: { strategy: "none" },
  });
  const messages = [{ role: "user", content: "Hi" }];

  async function expect(name, wanted, run) {
    let got;
    try {
      got = await run();
    } catch (error) {
      got = `${error?.name} ${error?.statusCode ?? error?.code ?? ""} ${error?.message}`;
    }
    if (got !== wanted) faults.push(`${name}: wanted ${wanted}, got ${got}`);
  }
  async function whole(model) {
    const answer = await client.chat.send({ model, messages });
    return answer.choices[0].message.content;
  }
  async function streamed(model) {
    let text = "";
    for await (const piece of sdk.textDeltas(await client.chat.send({ model, messages, stream: true }))) {
      text += piece;
    }
    return text;
  }

  await expect("whole answer", "Paris", () => whole("plain"));
  await expect("stream", "Paris", () => streamed("plain"));
  await expect("refusal of the API", "ChatError 400 no", () => whole("bad"));
  await expect("refusal of the route", "ChatError 400", async () => {
    const { name, statusCode } = await whole("other").catch((error) => error);
    return `${name} ${statusCode}`;
  });
  await expect("first event an error", "ChatError 429 slow down", () => streamed("first"));
  await expect("later event an error", "ChatStreamError 429 slow down", () => streamed("later"));
  await expect("stream cut", "ChatStreamError 502", async () => {
    const { name, code } = await streamed("cut").catch((error) => error);
    return `${name} ${code}`;
  });
  await expect("a reader that goes away ends the call to the API", "left", async () => {
    for await (const _ of await client.chat.send({ model: "endless", messages, stream: true })) break;
    const answer = await fetch(`${upstream}/left`, { signal: AbortSignal.timeout(10_000) });
    return answer.text();
  });
  return faults;
}
