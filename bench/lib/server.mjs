// A server in a process of its own, so that the CPU time of a client's process is the client's alone.
// POST /stream/<events>/<events per write>/chat/completions answers with a stream, POST /json/… with JSON.
import { once } from "node:events";
import { createServer } from "node:http";

const common = {
  id: "gen-1700000000-abcdefghijklmnopqrst",
  provider: "Acme",
  model: "acme/model-7b-instruct",
  created: 1700000000,
};
const usage = { prompt_tokens: 12, completion_tokens: 100, total_tokens: 112 };
const words = ["The", " quick", " brown", " fox", " jumps", " over", " the", " lazy", " dog", ".\n"];

const event = (choices, rest) => {
  const chunk = { ...common, object: "chat.completion.chunk", choices, ...rest };
  return `data: ${JSON.stringify(chunk)}\n\n`;
};
const texts = words.map((content) =>
  event([
    {
      index: 0,
      delta: { role: "assistant", content },
      finish_reason: null,
      native_finish_reason: null,
      logprobs: null,
    },
  ]),
);
const ending =
  event([
    {
      index: 0,
      delta: { role: "assistant", content: "" },
      finish_reason: "stop",
      native_finish_reason: "stop",
      logprobs: null,
    },
  ]) +
  event([], { usage }) +
  "data: [DONE]\n\n";

const answer = JSON.stringify({
  ...common,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: words.join("").repeat(10), refusal: null },
      finish_reason: "stop",
      native_finish_reason: "stop",
      logprobs: null,
    },
  ],
  usage,
});

/** Each write is a chunk of the HTTP body of its own; they go out as fast as the client reads. */
async function stream(response, events, perWrite) {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  const closed = once(response, "close");
  for (let sent = 0; sent < events && !response.destroyed; sent += perWrite) {
    let piece = "";
    for (let i = sent; i < Math.min(sent + perWrite, events); i++) piece += texts[i % texts.length];
    if (!response.write(piece)) {
      await Promise.race([new Promise((resolve) => response.once("drain", resolve)), closed]);
    }
  }
  response.end(ending);
}

const server = createServer((request, response) => {
  response.socket.setNoDelay(true);
  request.resume().on("end", () => {
    const [, kind, events, perWrite] = request.url.split("/");
    if (kind === "stream") return stream(response, Number(events), Number(perWrite));
    response.writeHead(200, { "Content-Type": "application/json" }).end(answer);
  });
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
