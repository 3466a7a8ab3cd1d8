// What the client must do in every host. Runs in runtimes without Node's modules: plain web APIs only.

/**
 * @param sdk `@openrouter/sdk`
 * @param errors `@openrouter/sdk/models/errors`
 * @param url the scripted server's; `closed`: a URL that nothing listens on
 * @param streams whether the host streams bodies, so that an abort can end one
 * @returns what is wrong, one line each; nothing when all is right
 */
export async function check({ sdk, errors, url, closed, streams = true }) {
  const faults = [];
  const client = new sdk.OpenRouter({ serverURL: url, apiKey: "k", retryConfig: { strategy: "none" } });
  const ask = (model, more) => ({ model, messages: [{ role: "user", content: "Hi" }], ...more });
  const send = (model, options) => client.chat.send(ask(model), options);
  const open = (model, options) => client.chat.send(ask(model, { stream: true }), options);

  async function readAll(stream, onChunk) {
    let text = "";
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      onChunk?.();
    }
    return text;
  }
  async function expect(name, run, wanted) {
    let got;
    try {
      got = await run();
    } catch (error) {
      const Class = errors[wanted];
      got = error?.name;
      if (Class && !(error instanceof Class))
        got = `${error?.name}, no instance of ${wanted}: ${error?.message}`;
      else if (got !== wanted)
        got = `${got}: ${error?.message} <- ${error?.cause?.name}: ${error?.cause?.message}`;
    }
    if (got !== wanted) faults.push(`${name}: wanted ${wanted}, got ${got}`);
  }

  await expect("whole answer", async () => (await send("plain")).choices[0].message.content, "Paris");
  await expect("stream", async () => readAll(await open("plain")), "Paris");
  await expect(
    "text deltas",
    async () => {
      let text = "";
      for await (const piece of sdk.textDeltas(await open("plain"))) text += piece;
      return text;
    },
    "Paris",
  );
  await expect("a resource", async () => (await client.models.count()).data.count, 7);
  await expect("refusal", () => send("bad"), "ChatError");
  await expect("first event an error", () => open("first"), "ChatError");
  await expect("later event an error", async () => readAll(await open("later")), "ChatStreamError");
  await expect("stream cut", async () => readAll(await open("cut")), "StreamTruncatedError");
  await expect("connection cut", () => send("cut"), "ConnectionError");
  await expect(
    "nothing listens",
    () => client.chat.send(ask("plain"), { serverURL: closed }),
    "ConnectionError",
  );
  await expect("timeout", () => send("hang", { timeoutMs: 50 }), "RequestTimeoutError");
  await expect("time is enough", async () => (await send("plain", { timeoutMs: 9000 })).model, "m");
  const live = new AbortController();
  await expect("a signal", async () => (await send("plain", { signal: live.signal })).model, "m");
  await expect(
    "abort",
    () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 30);
      return send("hang", { signal: controller.signal });
    },
    "RequestAbortedError",
  );
  if (streams) {
    const controller = new AbortController();
    await expect(
      "abort of a stream",
      async () => {
        await readAll(await open("endless", { signal: controller.signal }), () => controller.abort());
      },
      "RequestAbortedError",
    );
  }
  await expect(
    "early exit",
    async () => {
      for await (const chunk of await open(streams ? "endless" : "plain")) return chunk.model;
    },
    "m",
  );
  const session = await (await sdk.createSession?.())?.(client);
  if (session) {
    await session.send("Hi");
    const { status, messages } = session.getSnapshot();
    if (status !== "idle" || messages[1]?.parts[0]?.text !== "Paris") {
      faults.push(`session: ${status}, ${JSON.stringify(messages[1]?.parts)}`);
    }
  }
  return faults;
}
