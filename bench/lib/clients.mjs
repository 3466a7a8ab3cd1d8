// The same two jobs by each client: read a stream, and make one call that is not streamed.
// `stream` answers how many characters of text it saw, so that no client can leave out the work.

const request = (stream) => ({
  model: "acme/model-7b-instruct",
  messages: [{ role: "user", content: "Hello" }],
  stream,
});
const init = (stream) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", Authorization: "Bearer key" },
  body: JSON.stringify(request(stream)),
});

async function countText(chunks) {
  let length = 0;
  for await (const chunk of chunks) length += chunk.choices[0]?.delta.content?.length ?? 0;
  return length;
}

/** The least that reading these answers takes: what the budgets are ratios of. */
function bare() {
  return {
    async stream(base) {
      const response = await fetch(`${base}/chat/completions`, init(true));
      const decoder = new TextDecoder();
      let rest = "";
      let length = 0;
      for await (const bytes of response.body) {
        const events = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          const data = event.slice("data: ".length);
          if (data === "[DONE]") return length;
          length += JSON.parse(data).choices[0]?.delta.content?.length ?? 0;
        }
      }
      return length;
    },
    async call(base) {
      const response = await fetch(`${base}/chat/completions`, init(false));
      return (await response.json()).choices[0].message.content.length;
    },
  };
}

async function sdk() {
  const { OpenRouter } = await import("@openrouter/sdk");
  return openRouter((base) => new OpenRouter({ apiKey: "key", serverURL: base }));
}

async function publishedSDK() {
  const { OpenRouter } = await import("published-openrouter-sdk-seed");
  return openRouter((base) => new OpenRouter({ apiKey: "key", serverURL: base }));
}

function openRouter(create) {
  const client = cached(create);
  return {
    stream: async (base) => countText(await client(base).chat.send(request(true))),
    call: async (base) => (await client(base).chat.send(request(false))).choices[0].message.content.length,
  };
}

async function openai() {
  const { default: OpenAI } = await import("openai");
  const client = cached((baseURL) => new OpenAI({ apiKey: "key", baseURL }));
  return {
    stream: async (base) => countText(await client(base).chat.completions.create(request(true))),
    call: async (base) =>
      (await client(base).chat.completions.create(request(false))).choices[0].message.content.length,
  };
}

function cached(create) {
  const made = new Map();
  return (key) => made.get(key) ?? made.set(key, create(key)).get(key);
}

export const BARE = "bare fetch";
export const SDK = "this SDK";
export const clients = {
  [BARE]: bare,
  [SDK]: sdk,
  "published SDK 0.1.11": publishedSDK,
  "openai 6": openai,
};
