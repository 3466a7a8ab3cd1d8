// A scripted upstream in a process of its own. Model "instant": the answer at once; "paced": 64 chunks 20 ms apart.
// Prints its address.
import { createServer } from "node:http";

const chunk = (choice) =>
  `data: ${JSON.stringify({ id: "chatcmpl-bench", object: "chat.completion.chunk", created: 1, model: "bench", choices: [choice] })}\n\n`;
const text = (content) => chunk({ index: 0, delta: { content }, finish_reason: null });
const end = `${chunk({ index: 0, delta: {}, finish_reason: "stop" })}data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 } })}\n\ndata: [DONE]\n\n`;
const instant = `${["The", " capital", " is", " Paris"].map(text).join("")}${end}`;

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    if (request.method === "GET") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data: [{ id: "instant" }, { id: "paced" }] }));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (!body.includes('"paced"')) {
      response.end(instant);
      return;
    }
    let sent = 0;
    const timer = setInterval(() => {
      // The time of sending, so that the reader can tell how long each chunk was on its way.
      response.write(text(`${performance.timeOrigin + performance.now()} `));
      if (++sent < 64) return;
      clearInterval(timer);
      response.end(end);
    }, 20);
    response.on("close", () => clearInterval(timer));
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
