import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Configuration } from "../src/config/schema.js";
import type { RunningServer, StartServerOptions } from "../src/options.js";
import { ScriptedCloud } from "./providers/support.js";
import { provider, route } from "./router/support.js";

const large = "word ".repeat(200_000);
const path = "/api/v1/chat/completions";

let cloud: ScriptedCloud;
let config: Configuration;
const servers: RunningServer[] = [];

beforeAll(async () => {
  cloud = await ScriptedCloud.start();
  cloud.script = (response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        id: "1",
        model: "model",
        choices: [{ index: 0, message: { role: "assistant", content: "Yes" }, finish_reason: "stop" }],
      }),
    );
  config = {
    providers: [provider("cloud", cloud.url)],
    models: [{ id: "acme/model", endpoints: [{ provider: "cloud", model: "model" }] }],
  };
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
});
afterAll(() => cloud.close());

async function start(limits: StartServerOptions["limits"] = {}): Promise<RunningServer> {
  const server = await route(config, { limits });
  servers.push(server);
  return server;
}

async function post({ url }: RunningServer, body: object, target = path) {
  const response = await fetch(url + target, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function metric({ url }: RunningServer, line: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split("\n").find((found) => found.startsWith(line));
}

describe("a large body", () => {
  it("is the same request as a small one, in every language", async () => {
    const server = await start();
    const fields = { temperature: 0.5, stop: null, unknown: { deep: [1, null, "é"] } };
    const messages = (content: string) => [{ role: "user", content }];
    for (const content of ["word", large]) {
      expect((await post(server, { messages: messages(content), ...fields })).status).toBe(200);
      expect(cloud.last.body).toMatchObject({ messages: messages(content), temperature: 0.5 });
      expect(cloud.last.body.unknown).toEqual(fields.unknown);
      expect(cloud.last.body).not.toHaveProperty("stop");
    }
    const said = { model: "acme/model", max_tokens: 5, messages: messages(large) };
    expect((await post(server, said, "/api/v1/messages")).status).toBe(200);
    expect(cloud.last.body.messages).toEqual(messages(large));
  });

  it("is refused in the same words", async () => {
    const server = await start();
    const refused = await post(server, { messages: [{ role: "user", content: large }], temperature: 3 });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { param: "temperature", message: "temperature must be a number from 0 to 2, got 3" } },
    });
    const inMessages = await post(
      server,
      { model: "m", messages: [{ role: "x", content: large }] },
      "/api/v1/messages",
    );
    expect(inMessages).toMatchObject({ status: 400, body: { type: "error" } });
    const text = `{"messages": [{"role": "user", "content": "${large}"}],}`;
    const broken = await fetch(server.url + path, { method: "POST", body: text });
    expect(broken.status).toBe(400);
    expect(await broken.text()).toContain(`column ${text.length}`);
  });

  it("may not take longer than its time", async () => {
    const server = await start({ readMs: 1 });
    const slow = await post(server, { messages: [{ role: "user", content: large.repeat(5) }] });
    expect(slow).toMatchObject({ status: 413, body: { error: { type: "payload_too_large" } } });
    expect((await post(server, { messages: [{ role: "user", content: "word" }] })).status).toBe(200);
  });

  it("is no longer read when its client has gone", async () => {
    const server = await start();
    const bytes = JSON.stringify({ messages: [{ role: "user", content: large }] });
    const sockets = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const socket = await open(server);
        socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes.length}\r\n\r\n`);
        await new Promise((resolve) => socket.write(bytes, resolve));
        return socket;
      }),
    );
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(() => metric(server, 'openrouter_large_bodies{state="running"}'), { timeout: 30_000 })
      .toMatch(/ 0$/);
    expect(await metric(server, 'openrouter_large_bodies{state="waiting"}')).toMatch(/ 0$/);
  });
});

it("a body may not hold more values than anybody looks at", async () => {
  const server = await start();
  const many = { messages: [{ role: "user", content: "word" }], unknown: Array(60_000).fill(1) };
  expect(await post(server, many)).toMatchObject({
    status: 400,
    body: {
      error: { message: "The body has more than the 50000 values allowed, all lists and objects together" },
    },
  });
});

it("all bodies together may not take more memory than there is for them", async () => {
  const server = await start({ allBodiesBytes: 500_000 });
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n\r\n`;
  const answers = await Promise.all([open(server), open(server)]).then((sockets) =>
    sockets.map(async (socket, _, both) => {
      let answer = "";
      socket.setEncoding("utf8").on("data", (part) => {
        answer += part;
      });
      // The one that is refused is closed; the other has no more to say.
      socket.once("close", () => {
        for (const other of both) other.destroy();
      });
      socket.write(`${head}${" ".repeat(300_000)}`);
      await once(socket, "close");
      return answer;
    }),
  );
  const [answer] = (await Promise.all(answers)).filter((text) => text !== "");
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer).toMatch(/retry-after: 1/i);
  expect(answer).toContain("provider_overloaded");
  await expect
    .poll(
      async () => (await post(server, { messages: [{ role: "user", content: "a".repeat(400_000) }] })).status,
      {
        timeout: 30_000,
      },
    )
    .toBe(200);
});

async function open({ port }: RunningServer): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}
