// Uses the package named in SDK as programs use the published one, and prints what it got as JSON. The server answers by
// the request's model.
const sdk = process.env.SDK;
const load = (path) => import(`${sdk}${path}`);
const { OpenRouter } = await load("");
const { OpenRouterCore } = await load("/core.js");
const { chatSend } = await load("/funcs/chatSend.js");
const { HTTPClient } = await load("/lib/http.js");
const { OK, ERR, unwrap, unwrapAsync } = await load("/types/fp.js");
const errors = await load("/models/errors/index.js");
const models = await load("/models/index.js");

const serverURL = process.env.SERVER;
const options = { apiKey: "sk-or-test", serverURL };
const openRouter = new OpenRouter(options);
const none = { retries: { strategy: "none" } };
const request = {
  model: "whole",
  messages: [
    { role: "system", content: "Be brief" },
    {
      role: "user",
      content: [
        { type: "text", text: "Hi" },
        { type: "image_url", imageUrl: { url: "https://a.example/b.png", detail: "low" } },
      ],
    },
    {
      role: "assistant",
      toolCalls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
    },
    { role: "tool", toolCallId: "c", content: "42" },
  ],
  maxTokens: 5,
  topP: 0.5,
  logitBias: { 5: 1 },
  reasoning: { effort: models.Effort.Low },
  responseFormat: {
    type: "json_schema",
    jsonSchema: { name: "n", schema: { type: "object", properties: { camelCase: {} } } },
  },
  streamOptions: { includeUsage: true },
  tools: [{ type: "function", function: { name: "f", parameters: { camelCase: 1 } } }],
};
const plain = (value) => JSON.parse(JSON.stringify(value));
const failure = async (call) => {
  try {
    return { unexpected: await call };
  } catch (error) {
    const { name, message, statusCode, body, contentType } = error;
    const classes = [
      "OpenRouterError",
      "ChatError",
      "OpenRouterDefaultError",
      "ConnectionError",
      "RequestAbortedError",
      "RequestTimeoutError",
      "HTTPClientError",
    ];
    return {
      ...{ name, statusCode, body, contentType },
      // The published package has the error of a ChatError only, and its own words for the rest.
      told: name === "ChatError" ? [message, error.error.message] : undefined,
      header: error.headers?.get("x-test"),
      classes: classes.filter((each) => error instanceof errors[each]),
    };
  }
};

const out = {};
out.whole = plain(await openRouter.chat.send(request));
out.chunks = [];
for await (const chunk of await openRouter.chat.send({ ...request, model: "stream", stream: true }))
  out.chunks.push(plain(chunk));

const reader = (await openRouter.chat.send({ ...request, model: "stream", stream: true })).getReader();
out.firstRead = plain((await reader.read()).value);
await reader.cancel();

const { ok, value } = await chatSend(new OpenRouterCore(options), request);
out.standalone = [ok, plain(value)];
const refused = await chatSend(new OpenRouterCore(options), { ...request, model: "429" }, none);
out.refused = [refused.ok, await failure(unwrapAsync(Promise.resolve(refused)))];
const [, call] = await chatSend(new OpenRouterCore(options), request).$inspect();
out.inspect = [call.status, call.request.method, new URL(call.request.url).pathname, call.response.status];

for (const status of [400, 401, 404, 418, 429, 500, 599]) {
  out[`status ${status}`] = await failure(openRouter.chat.send({ ...request, model: `${status}` }, none));
}
out.refusedConnection = await failure(
  new OpenRouter({ ...options, serverURL: "http://127.0.0.1:1" }).chat.send(request, none),
);
out.aborted = await failure(
  openRouter.chat.send(request, { ...none, fetchOptions: { signal: AbortSignal.abort() } }),
);
out.timeout = await failure(openRouter.chat.send({ ...request, model: "never" }, { ...none, timeoutMs: 50 }));

const httpClient = new HTTPClient({ fetcher: (input) => fetch(input) });
const hooks = [];
httpClient.addHook("beforeRequest", (sent) => {
  hooks.push(sent.method);
  const changed = new Request(sent);
  changed.headers.set("x-hook", "yes");
  return changed;
});
httpClient.addHook("response", (response, sent) => {
  hooks.push(response.status, sent.headers.get("x-hook"));
});
await new OpenRouter({ ...options, httpClient }).chat.send(request);
out.hooks = hooks;

const exchange = {
  response: new Response("{}", { status: 429, headers: { "content-type": "text/x" } }),
  request: new Request("http://localhost/"),
  body: "{}",
};
const made = [
  new errors.ChatError({ error: { code: 429, message: "Slow down" } }, exchange),
  new errors.ChatError({}, exchange),
  new errors.OpenRouterError("Told", exchange),
  new errors.ResponseValidationError("Told", {
    ...exchange,
    cause: new Error("why"),
    rawValue: { a: 1 },
    rawMessage: "Raw",
  }),
  new errors.SDKValidationError("Refused", new Error("why"), { b: 2 }),
  ...["ConnectionError", "RequestAbortedError", "RequestTimeoutError", "InvalidRequestError"].map(
    (name) => new errors[name]("Told"),
  ),
  new errors.UnexpectedClientError("Told"),
  new errors.HTTPClientError("Told"),
];
out.made = made.map((error) => ({
  ...{ name: error.name, message: error.message, statusCode: error.statusCode, body: error.body },
  ...{ data: error.data$, contentType: error.contentType },
  ...{ cause: error.cause?.message, rawValue: error.rawValue, rawMessage: error.rawMessage },
  ...{ pretty: error.pretty?.(), isError: error instanceof Error },
}));
const invalid = new OpenRouterCore(options);
out.invalid = await failure(unwrapAsync(chatSend(invalid, { ...request, messages: 5 }, none)));

out.count = plain(await openRouter.models.count());
out.providers = plain(await openRouter.providers.list());
out.results = [OK(1), ERR(2), unwrap(OK(3)), await unwrapAsync(Promise.resolve(OK(4)))];
out.enums = Object.fromEntries(
  [
    "ChatCompletionFinishReason",
    "Effort",
    "ReasoningSummaryVerbosity",
    "ProviderName",
    "Quantization",
    "ChatMessageContentItemAudioFormat",
    "ChatMessageContentItemImageDetail",
    "ChatStreamingMessageChunkRole",
  ].map((name) => [name, models[name]]),
);
console.log(JSON.stringify(out));
