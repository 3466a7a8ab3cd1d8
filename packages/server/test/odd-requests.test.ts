import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorResponseSchema } from "../src/formats/chat-completions/schema/response.js";
import type { RunningServer } from "../src/options.js";
import { provider, route } from "./router/support.js";
import { rawRequest, readAnswer } from "./support/raw-request.js";
import { oddRequests } from "./torture/odd-requests.js";

let server: RunningServer;
beforeAll(async () => {
  server = await route({
    providers: [provider("nobody", "http://127.0.0.1:9")],
    models: [{ id: "acme/model", endpoints: [{ provider: "nobody", model: "model" }] }],
  });
});
afterAll(() => server.close(0));

test.each(oddRequests)("$name: $status", async ({ bytes, status }) => {
  const answer = readAnswer(await rawRequest(server.port, bytes));
  expect(answer.status).toBe(status);
  if (status === 200) expect(answer.body).toHaveProperty("data");
  else expect(errorResponseSchema.parse(answer.body).error.code).toBe(status);
});

test("each is counted", async () => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const counts = [...text.matchAll(/^openrouter_http_requests_total\{.*\} (\d+)$/gm)].map(([, n]) =>
    Number(n),
  );
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(oddRequests.length);
});

test.each(["keep-alive", "close"])(
  "a client that is refused in the middle of a large body can send on and then read why: %s",
  async (connection) => {
    const socket = connect(server.port, "127.0.0.1");
    let failure: Error | undefined;
    socket.on("error", (error) => {
      failure = error;
    });
    const length = 30 * 1024 * 1024;
    const head = `POST /api/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\nContent-Length: ${length}\r\n\r\n`;
    await new Promise((resolve) => socket.write(head, resolve));
    for (let sent = 0; sent < length; sent += 2 ** 16) {
      await new Promise((resolve) => socket.write(" ".repeat(2 ** 16), resolve));
    }
    const [answer] = (await once(socket.setEncoding("utf8"), "data")) as [string];
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(failure).toBeUndefined();
    socket.destroy();
  },
);

test("the server is none the worse for it", async () => {
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});
