import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { RequestAbortedError, RequestTimeoutError } from "../../src/errors/index.js";
import { DONE, drain, open, play, say, serve, sleep, textOf } from "./support.js";

const partial = { received: { choices: [{ message: { content: "a" } }] } };

describe("abort", () => {
  test("while waiting for an event: at once, with the reason and what had come, connection closed", async () => {
    const server = await serve((response) => response.write(say("a")));
    const controller = new AbortController();
    const stream = await open(server.url, { signals: [controller.signal] });
    setTimeout(() => controller.abort("enough"), 20);
    const { chunks, error } = await drain(stream);
    expect(textOf(chunks)).toBe("a");
    expect(error).toBeInstanceOf(RequestAbortedError);
    expect(error).toMatchObject({ cause: "enough", ...partial });
    await server.quiet();
  });

  test("with events still unread: none of them is given any more", async () => {
    const controller = new AbortController();
    const stream = await play((response) => response.end(say("a") + say("b") + say("c", "stop") + DONE), {
      signals: [controller.signal],
    });
    const seen: unknown[] = [];
    await expect(async () => {
      for await (const chunk of stream) {
        seen.push(chunk);
        controller.abort();
      }
    }).rejects.toMatchObject(partial);
    expect(seen).toHaveLength(1);
  });

  test("before the first read", async () => {
    const controller = new AbortController();
    const stream = await play((response) => response.write(say("a")), { signals: [controller.signal] });
    controller.abort();
    expect((await drain(stream)).error).toBeInstanceOf(RequestAbortedError);
  });

  test("before the first event", async () => {
    const controller = new AbortController();
    const server = await serve((response) => response.write(": wait\n\n"));
    const opening = open(server.url, {
      signals: [controller.signal],
      onKeepAlive: () => controller.abort(),
    });
    await expect(opening).rejects.toBeInstanceOf(RequestAbortedError);
    await server.quiet();
  });

  test("reaches a reader and a pipe", async () => {
    for (const read of [
      (stream: ReadableStream) => stream.getReader().read(),
      (stream: ReadableStream) => stream.pipeTo(new WritableStream()),
    ]) {
      const controller = new AbortController();
      const stream = await play((response) => response.write(say("a")), { signals: [controller.signal] });
      controller.abort();
      await expect(read(stream)).rejects.toBeInstanceOf(RequestAbortedError);
    }
  });

  test("after the end does nothing", async () => {
    const controller = new AbortController();
    const stream = await play((response) => response.end(say("a", "stop") + DONE), {
      signals: [controller.signal],
    });
    const iterator = stream[Symbol.asyncIterator]();
    while (!(await iterator.next()).done);
    controller.abort();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("a signal that times out is a timeout", async () => {
    const stream = await play((response) => response.write(say("a")), { signals: [AbortSignal.timeout(60)] });
    expect((await drain(stream)).error).toBeInstanceOf(RequestTimeoutError);
  });
});

describe("idle timeout", () => {
  test("no event for longer than the limit", async () => {
    const server = await serve((response) => response.write(say("a")));
    const stream = await open(server.url, { timeoutMs: 80 });
    const { chunks, error } = await drain(stream);
    expect(textOf(chunks)).toBe("a");
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error).toMatchObject(partial);
    await server.quiet();
  });

  test("comments are not events", async () => {
    let comments = 0;
    const server = await serve((response) => {
      response.write(say("a"));
      const timer = setInterval(() => response.write(": OPENROUTER PROCESSING\n\n"), 10);
      response.on("close", () => clearInterval(timer));
    });
    const stream = await open(server.url, { timeoutMs: 200, onKeepAlive: () => comments++ });
    expect((await drain(stream)).error).toBeInstanceOf(RequestTimeoutError);
    expect(comments).toBeGreaterThan(2);
    await server.quiet();
  });

  test("a stream that is alive is not cut, however long it lasts", async () => {
    const stream = await play(
      async (response) => {
        for (let i = 0; i < 30; i++) {
          response.write(say("a"));
          await sleep(20);
        }
        response.end(DONE);
      },
      { timeoutMs: 300 },
    );
    const { chunks, error } = await drain(stream);
    expect(error).toBeUndefined();
    expect(chunks).toHaveLength(30);
  });

  test("time that the reader takes for itself does not count", async () => {
    const stream = await play((response) => response.end(say("a") + say("b", "stop") + DONE), {
      timeoutMs: 60,
    });
    let chunks = 0;
    for await (const _ of stream) {
      chunks++;
      await sleep(200);
    }
    expect(chunks).toBe(2);
  });

  test("a busy process does not take its own delay for the server's silence", async () => {
    const stream = await play(
      (response) => {
        response.write(say("a"));
        setTimeout(() => response.end(say("b", "stop") + DONE), 30);
      },
      { timeoutMs: 100 },
    );
    const loop = drain(stream);
    // The server is in this process: the event is written before the block and read after it.
    await sleep(40);
    const until = performance.now() + 300;
    while (performance.now() < until);
    expect((await loop).error).toBeUndefined();
  });

  test("the server's time to close the connection after [DONE] does not count", async () => {
    const stream = await play(
      async (response) => {
        response.write(say("a"));
        await sleep(60);
        response.write(DONE);
      },
      { timeoutMs: 90 },
    );
    expect((await drain(stream)).error).toBeUndefined();
  });

  test("before the first event", async () => {
    await expect(play((response) => response.write(": wait\n\n"), { timeoutMs: 60 })).rejects.toBeInstanceOf(
      RequestTimeoutError,
    );
  });
});

describe("nothing is left behind", () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const complete = say("a") + say("b", "stop") + DONE;

  test.each<[string, string, (stream: Awaited<ReturnType<typeof open>>) => Promise<unknown>]>([
    ["end", complete, drain],
    ["truncation", say("a"), drain],
    ["server's error", `${say("a")}data: {"error":{"message":"x"}}\n\n`, drain],
    ["no JSON", `${say("a")}data: x\n\n`, drain],
    ["close", complete, (stream) => stream.close()],
    ["reader.cancel", complete, (stream) => stream.getReader().cancel()],
    [
      "early exit",
      complete,
      async (stream) => {
        for await (const _ of stream) break;
      },
    ],
  ])("after %s: no listener on the signal, no timer, no connection in use", async (_, body, finish) => {
    const server = await serve((response) => response.end(body));
    const { signal } = new AbortController();
    const before = timers();
    for (let i = 0; i < 20; i++) {
      const stream = await open(server.url, { signals: [signal], timeoutMs: 60_000 });
      expect(getEventListeners(signal, "abort")).toHaveLength(1);
      await finish(stream);
      expect(getEventListeners(signal, "abort")).toHaveLength(0);
    }
    // fetch has timers of its own for its pooled connections; ours would be 20 more.
    expect(timers() - before).toBeLessThan(10);
  });
});
