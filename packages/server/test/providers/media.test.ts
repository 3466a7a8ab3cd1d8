import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ContentPart, Task } from "../../src/generation/task.js";
import type { RunningServer } from "../../src/options.js";
import { Connections } from "../../src/providers/http/connections.js";
import { InlineMedia } from "../../src/providers/http/inline-media.js";
import { RemoteFileRefused, RemoteFiles } from "../../src/providers/http/remote-file.js";
import { OpenAiProvider } from "../../src/providers/openai/provider.js";
import { patient, route } from "../router/support.js";
import { message, text } from "./anthropic/events.js";
import { ScriptedCloud, streams, taskOf } from "./support.js";

/** Somebody's web server on this machine: nothing of it may be fetched, unless a test says so. */
let site: ReturnType<typeof createServer>;
let url: string;
let asked: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
beforeAll(async () => {
  site = createServer((request, response) => {
    asked.push(request.url!);
    answer(request, response);
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
  answer = (_, response) => response.writeHead(200, { "content-type": "image/png" }).end("PNG");
});
afterAll(async () => {
  site.closeAllConnections();
  site.close();
  await once(site, "close");
});

const signal = new AbortController().signal;
const local = new RemoteFiles({ isAllowed: (address) => address === "127.0.0.1" });
const strict = new RemoteFiles();
afterAll(() => Promise.all([local.close(), strict.close()]));

describe("files of others", () => {
  const port = () => new URL(url).port;

  it.each([
    ["an address of this machine", () => url],
    ["a name of this machine", () => `http://localhost:${port()}/`],
    ["an IPv6 address of this machine", () => `http://[::1]:${port()}/`],
    ["an IPv4 address as IPv6", () => `http://[::ffff:127.0.0.1]:${port()}/`],
    ["an address as one number", () => `http://2130706433:${port()}/`],
    ["an address in octal", () => `http://0177.0.0.1:${port()}/`],
  ])("are never fetched from %s", async (_, address) => {
    await expect(strict.fetch(address(), 1_000, signal)).rejects.toThrow("is none of the public internet");
    expect(asked).toEqual([]);
  });

  it.each([
    ["file:///etc/passwd", "must be a http:// or https:// address"],
    ["ftp://example.com/a", "must be a http:// or https:// address"],
    ["http://", "must be a http:// or https:// address"],
    ["http://user:secret@example.com/", "must not hold a password"],
  ])("are not fetched from %s", async (address, words) => {
    await expect(strict.fetch(address, 1_000, signal)).rejects.toThrow(words);
  });

  it("come with their type", async () => {
    const { mediaType, bytes } = await local.fetch(`${url}/a.png`, 1_000, signal);
    expect([mediaType, bytes.toString()]).toEqual(["image/png", "PNG"]);
  });

  it("are fetched behind a redirect, but not from where it must not lead", async () => {
    const to = (location: string) => {
      answer = (request, response) => {
        if (request.url === "/away") response.writeHead(302, { location }).end();
        else response.writeHead(200, { "content-type": "image/png" }).end("PNG");
      };
    };
    to("/there");
    expect((await local.fetch(`${url}/away`, 1_000, signal)).bytes.toString()).toBe("PNG");
    expect(asked).toEqual(["/away", "/there"]);
    asked = [];
    for (const location of [`http://127.0.0.2:${port()}/`, `http://[::1]:${port()}/`]) {
      to(location);
      await expect(local.fetch(`${url}/away`, 1_000, signal)).rejects.toThrow("none of the public internet");
    }
    to("file:///etc/passwd");
    await expect(local.fetch(`${url}/away`, 1_000, signal)).rejects.toThrow("must be a http");
    to("/away");
    await expect(local.fetch(`${url}/away`, 1_000, signal)).rejects.toThrow("is redirected too often");
    expect(asked).not.toContain("/");
  });

  it("are no larger than allowed, whatever is said of them", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-type": "image/png" });
      for (let piece = 0; piece < 20; piece++) response.write("x".repeat(1_000));
      response.end();
    };
    await expect(local.fetch(url, 5_000, signal)).rejects.toThrow("is larger than the 5000 bytes allowed");
  });

  it("come in time, or not at all", async () => {
    answer = () => {};
    const hasty = new RemoteFiles({ isAllowed: () => true, timeoutMs: 100 });
    await expect(hasty.fetch(url, 1_000, signal)).rejects.toThrow("did not come within 100 ms");
    const client = new AbortController();
    answer = () => client.abort(new Error("gone"));
    await expect(local.fetch(url, 1_000, client.signal)).rejects.toThrow("gone");
    await hasty.close();
  });

  it.each([
    [404, "image/png", "is answered with status 404"],
    [200, "text/html; charset=utf-8", undefined],
    [200, "application/x-sh", 'is of the type "application/x-sh"'],
  ])("with status %i and type %s", async (status, type, words) => {
    answer = (_, response) => response.writeHead(status, { "content-type": type }).end("x");
    const found = local.fetch(url, 1_000, signal);
    if (words) await expect(found).rejects.toBeInstanceOf(RemoteFileRefused);
    if (words) await expect(found).rejects.toThrow(words);
    else expect((await found).mediaType).toBe("text/html");
  });
});

describe("a task's pictures and files", () => {
  let cloud: ScriptedCloud;
  const connections = new Connections();
  beforeAll(async () => {
    cloud = await ScriptedCloud.start();
    cloud.script = streams([{ choices: [{ index: 0, delta: { content: "Seen" }, finish_reason: "stop" }] }]);
  });
  afterAll(async () => {
    await cloud.close();
    await connections.close();
  });

  const send = async (content: ContentPart[], files = local) => {
    const options = { name: "Open", baseUrl: `${cloud.url}/v1`, connections };
    const task: Task = taskOf([{ role: "user", content }]);
    await new InlineMedia(new OpenAiProvider(options), files).generate(task, "open", signal, () => {});
    return cloud.last.body.messages[0].content;
  };

  it("are sent as data where they were addresses, everything else as it is", async () => {
    const data = "data:image/png;base64,UE5H";
    const kept: ContentPart[] = [
      { type: "text", text: "Look" },
      { type: "image_url", image_url: { url: "data:image/gif;base64,R0lG" } },
      { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
      { type: "file", file: { file_id: "f1" } },
    ];
    const sent = await send([
      ...kept,
      { type: "image_url", image_url: { url: `${url}/a`, detail: "low" } },
      { type: "file", file: { file_data: `${url}/b`, filename: "b.png" } },
      { type: "video_url", video_url: { url: `${url}/c` } },
    ]);
    expect(sent).toEqual([
      ...kept,
      { type: "image_url", image_url: { url: data, detail: "low" } },
      { type: "file", file: { file_data: data, filename: "b.png" } },
      { type: "video_url", video_url: { url: data } },
    ]);
    expect(asked).toEqual(["/a", "/b", "/c"]);
  });

  it("that can't be had are refused by name, and nothing is sent", async () => {
    const before = cloud.asked.length;
    const part: ContentPart = { type: "image_url", image_url: { url } };
    await expect(send([{ type: "text", text: "Look" }, part], strict)).rejects.toMatchObject({
      status: 400,
      message: "messages[0].content[1].image_url.url is none of the public internet",
      details: { param: "messages[0].content[1].image_url.url" },
    });
    await expect(send(Array(17).fill(part))).rejects.toThrow(
      "content[16].image_url.url is one address too many",
    );
    expect(cloud.asked.length).toBe(before);
  });
});

describe("a server", () => {
  let cloud: ScriptedCloud;
  let server: RunningServer;
  beforeAll(async () => {
    cloud = await ScriptedCloud.start();
    const own = { api_key: "key-1", timeouts: patient };
    const open = { type: "openai" as const, base_url: `${cloud.url}/v1`, ...own };
    server = await route({
      providers: [
        { slug: "plain", name: "Plain", ...open },
        { slug: "fetching", name: "Fetching", ...open, fetch_media: true },
        { slug: "claude", name: "Claude", type: "anthropic", base_url: `${cloud.url}/v1`, ...own },
      ],
      models: ["plain", "fetching", "claude"].map((provider) => ({
        id: `acme/${provider}`,
        endpoints: [{ provider, model: "m" }],
      })),
    });
  });
  afterAll(async () => {
    await server.close();
    await cloud.close();
  });

  const ask = async (model: string, part: object) => {
    const response = await fetch(`${server.url}/api/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model, messages: [{ role: "user", content: [part] }] }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
    return { status: response.status, body: (await response.json()) as any };
  };

  it("passes addresses on and fetches nothing, unless it is told to; then nothing of its own network", async () => {
    cloud.script = streams([{ choices: [{ index: 0, delta: { content: "Seen" }, finish_reason: "stop" }] }]);
    const part = { type: "image_url", image_url: { url: `${url}/secret` } };
    expect((await ask("acme/plain", part)).status).toBe(200);
    expect(cloud.last.body.messages[0].content).toEqual([part]);
    const refused = await ask("acme/fetching", part);
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { param: "messages[0].content[0].image_url.url" } },
    });
    expect(asked).toEqual([]);
  });

  it("sends sound where it is taken, and refuses it by name where it is not", async () => {
    const sound = { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } };
    cloud.script = streams([{ choices: [{ index: 0, delta: { content: "Heard" }, finish_reason: "stop" }] }]);
    expect((await ask("acme/plain", sound)).status).toBe(200);
    expect(cloud.last.body.messages[0].content).toEqual([sound]);
    cloud.script = streams(message([text("Heard")]));
    const refused = await ask("acme/claude", sound);
    expect(refused.body.error).toMatchObject({
      code: 400,
      param: "messages[0].content[0]",
      message: "Claude takes no parts of the type input_audio",
    });
  });
});
