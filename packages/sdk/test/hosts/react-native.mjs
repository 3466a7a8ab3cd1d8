// What React Native lacks: no ReadableStream, no body of a response, and the AbortSignal of the package
// abort-controller, with neither reason nor throwIfAborted, any, timeout; some methods of the language. Its fetch is stood in for by one over node:http.
import http from "node:http";
import process from "node:process";
import * as polyfill from "abort-controller";

// Node makes its Headers of the rest when they are first asked for.
void Headers;
for (const name of ["ReadableStream", "TransformStream", "WritableStream", "Blob", "TextDecoder"]) {
  delete globalThis[name];
}
delete Array.prototype.with;
// Of a URL there is the text alone.
const HostURL = URL;
globalThis.URL = class {
  #url;
  constructor(...args) {
    this.#url = new HostURL(...args);
  }
  get href() {
    return this.#url.href;
  }
  toString() {
    return this.href;
  }
};
globalThis.AbortController = polyfill.AbortController;
globalThis.AbortSignal = polyfill.AbortSignal;
globalThis.Request = class {
  constructor(url, init) {
    Object.assign(this, init, { url });
  }
};
globalThis.fetch = (url, { method, headers, body }) =>
  new Promise((resolve, reject) => {
    const failed = () => reject(new TypeError("Network request failed"));
    const request = http.request(url, { method, headers }, (answer) => {
      const text = new Promise((done, broken) => {
        let all = "";
        answer.setEncoding("utf8");
        answer.on("data", (piece) => {
          all += piece;
        });
        answer.on("end", () => done(all));
        answer.on("error", () => broken(new TypeError("Network request failed")));
      });
      text.catch(() => {});
      const { statusCode: status } = answer;
      resolve({
        ok: status < 300,
        status,
        headers: new Headers(answer.headers),
        bodyUsed: false,
        text: () => text,
      });
    });
    request.on("error", failed);
    request.end(body);
  });

const sdk = await import("@openrouter/sdk");
const { createChatSession } = await import("@openrouter/sdk/chat-session");
const errors = await import("@openrouter/sdk/models/errors");
const { check } = await import("./check.mjs");
const [url, closed] = process.argv.slice(2);
const createSession = async () => (client) => createChatSession({ client, request: { model: "plain" } });
const faults = await check({ sdk: { ...sdk, createSession }, errors, url, closed, streams: false });
console.log(JSON.stringify(faults));
process.exit(0);
