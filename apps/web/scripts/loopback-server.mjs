// A server on this machine that answers as it is told, for states that the real one reaches only by chance
// (a full queue, a cut connection, an exact speed). It serves the built page under the strictest policy.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** @type {Record<string, unknown>[]} */
export const loopbackModels = [
  {
    id: "loopback/talker",
    name: "Talker",
    context_length: 8192,
    supported_parameters: ["temperature", "tools", "structured_outputs", "logprobs", "reasoning"],
    pricing: { prompt: "0", completion: "0" },
    architecture: { input_modalities: ["text"] },
  },
  {
    id: "loopback/whisperer",
    name: "Whisperer",
    context_length: 2048,
    supported_parameters: ["temperature"],
    pricing: { prompt: "0.000001", completion: "0.000002" },
    architecture: { input_modalities: ["text", "image"] },
  },
];

/**
 * @typedef {object} Exchange
 * @property {any} body The request's JSON.
 * @property {import("node:http").IncomingMessage} request
 * @property {import("node:http").ServerResponse} response
 * @property {(comment: string) => void} comment Writes a keep-alive comment.
 * @property {(delta: object, rest?: object) => boolean} delta Writes a chunk.
 * @property {(finishReason?: string, usage?: object) => void} finish Ends the stream.
 * @property {(status: number, error: object, headers?: object) => void} fail Answers with an error.
 */

/**
 * @param {(exchange: Exchange) => void | Promise<void>} answer Answers each chat completion.
 * @param {{ inlineStyles?: boolean }} [policy] What the page may do beyond the strictest: styles as the real server lets.
 */
export async function startLoopbackServer(answer, { inlineStyles = false } = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    if (path === "/api/v1/models") return json(response, 200, { data: loopbackModels });
    if (path === "/api/v1/chat/completions") {
      let text = "";
      for await (const piece of request.setEncoding("utf8")) text += piece;
      return answer(exchange(JSON.parse(text), request, response));
    }
    return file(path, response, inlineStyles ? "style-src 'self' 'unsafe-inline'; " : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** @returns {Exchange} */
function exchange(body, request, response) {
  const common = { id: "gen-1-loopback", object: "chat.completion.chunk", created: 1, model: body.model };
  const open = () => {
    if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
  };
  const write = (chunk) => {
    open();
    return response.write(`data: ${JSON.stringify({ ...common, ...chunk })}\n\n`);
  };
  return {
    body,
    request,
    response,
    comment(text) {
      open();
      response.write(`: ${text}\n\n`);
    },
    delta: (delta, rest = {}) => write({ choices: [{ index: 0, delta, finish_reason: null, ...rest }] }),
    finish(finishReason = "stop", usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 }) {
      write({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
      write({ choices: [], usage });
      response.end("data: [DONE]\n\n");
    },
    fail: (status, error, headers = {}) => json(response, status, { error }, headers),
  };
}

function json(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

async function file(path, response, styles) {
  const name = normalize(path === "/" ? "/index.html" : path);
  try {
    const content = await readFile(join(dist, name));
    response.writeHead(200, {
      "content-type": types[extname(name)] ?? "application/octet-stream",
      "content-security-policy": `default-src 'self'; ${styles}connect-src 'self' https: http://localhost:* http://127.0.0.1:*; img-src 'self' data: blob:; base-uri 'none'; object-src 'none'`,
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}
