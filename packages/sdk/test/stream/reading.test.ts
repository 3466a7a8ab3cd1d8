import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { collectChat, EventStream, textDeltas } from "../../src/stream/index.js";
import { DONE, drain, event, open, play, say, serve, sleep, textChunk, textOf } from "./support.js";

const hello = (response: ServerResponse) => response.end(say("Hel") + say("lo", "stop") + DONE);
/** Writes events without end, waiting while the connection is full; tells when it was closed. */
function endless() {
  let closed = () => {};
  const gone = new Promise<void>((resolve) => (closed = resolve));
  const state = { written: 0, gone };
  const script = async (response: ServerResponse) => {
    response.on("close", closed);
    const piece = say("x".repeat(1000));
    while (!response.destroyed) {
      state.written += piece.length;
      if (!response.write(piece)) await Promise.race([once(response, "drain"), gone]);
    }
  };
  return { script, state };
}

describe("chunks", () => {
  test.each(["\n", "\r\n", "\r"])("with line end %j", async (end) => {
    const stream = await play((response) => {
      response.end(
        `\ufeff: hi${end}${event(textChunk("a"), end)}${event(textChunk("b", "stop"), end)}data: [DONE]${end}`,
      );
    });
    expect(textOf((await drain(stream)).chunks)).toBe("ab");
  });

  test("known keys are camelCase, all others as they came", async () => {
    const sent = { ...textChunk("a"), x_new: { some_key: 1 }, system_fingerprint: null };
    const stream = await play((response) => response.end(event(sent) + DONE));
    const [chunk] = (await drain(stream)).chunks;
    expect(chunk).toMatchObject({ x_new: { some_key: 1 }, systemFingerprint: null });
    expect(chunk?.choices[0]).toMatchObject({ finishReason: null });
  });

  test("nothing is left out: no choices before, usage after the finish reason", async () => {
    const bare = (rest: object) => event({ ...textChunk(""), choices: [], ...rest });
    const stream = await play((response) => {
      response.write(bare({ debug: { echo_upstream_body: {} } }) + say("a", "stop"));
      response.end(bare({ usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } }) + DONE);
    });
    const { chunks } = await drain(stream);
    expect(chunks).toHaveLength(3);
    expect(chunks[0]?.debug).toEqual({ echo_upstream_body: {} });
    expect(chunks[2]?.usage).toMatchObject({ promptTokens: 1, completionTokens: 2, totalTokens: 3 });
  });

  test("nothing after [DONE] is read, empty events are nothing", async () => {
    const stream = await play((response) => response.end(`data:\n\n${say("a")}data:\n\n${DONE}${say("b")}`));
    const { chunks, error } = await drain(stream);
    expect(textOf(chunks)).toBe("a");
    expect(error).toBeUndefined();
  });

  test("keep-alives reach the callback, in order with the chunks", async () => {
    const log: string[] = [];
    const stream = await play(
      (response) => response.end(`: one\n\n${say("a")}: two\n\n: three\n\n${say("b", "stop")}${DONE}`),
      { onKeepAlive: (comment) => log.push(comment) },
    );
    for await (const chunk of stream) log.push(chunk.choices[0]?.delta.content ?? "");
    expect(log).toEqual(["one", "a", "two", "three", "b"]);
  });

  test("an error of the keep-alive callback reaches the loop and closes the connection", async () => {
    const server = await serve((response) => response.write(`${say("a")}: two\n\n`));
    const stream = await open(server.url, {
      onKeepAlive: () => {
        throw new RangeError("mine");
      },
    });
    const { chunks, error } = await drain(stream);
    expect(textOf(chunks)).toBe("a");
    expect(error).toBeInstanceOf(RangeError);
    await server.quiet();
  });
});

describe("what is known at once", () => {
  test("headers and generation id of the header", async () => {
    const stream = await play((response) => response.write(say("a")), {
      headers: { "X-Generation-Id": "gen-h" },
    });
    expect(stream.generationId).toBe("gen-h");
    expect(stream.headers.get("content-type")).toBe("text/event-stream");
    expect(stream.response.status).toBe(200);
    await stream.close();
  });

  test("generation id of the first chunk", async () => {
    const stream = await play((response) => response.write(say("a")));
    expect(stream.generationId).toBe("gen-1700000000-abcdefghijklmnopqrst");
    await stream.close();
  });
});

describe("as a ReadableStream", () => {
  test("getReader", async () => {
    const stream = await play(hello);
    expect(stream).toBeInstanceOf(ReadableStream);
    expect(stream).toBeInstanceOf(EventStream);
    const reader = stream.getReader();
    expect((await reader.read()).value?.choices[0]?.delta.content).toBe("Hel");
    expect((await reader.read()).value?.choices[0]?.delta.content).toBe("lo");
    expect(await reader.read()).toEqual({ done: true, value: undefined });
  });

  test("pipeThrough", async () => {
    const stream = await play(hello);
    const upper = new TransformStream({
      transform: (chunk, controller) => controller.enqueue(chunk.choices[0].delta.content.toUpperCase()),
    });
    const texts: string[] = [];
    for await (const text of stream.pipeThrough(upper)) texts.push(text);
    expect(texts).toEqual(["HEL", "LO"]);
  });

  test("tee gives both readers everything", async () => {
    const stream = await play(hello);
    const results = await Promise.all(stream.tee().map((half) => drain(half as typeof stream)));
    expect(results.map(({ chunks }) => textOf(chunks))).toEqual(["Hello", "Hello"]);
  });

  test("the error of the stream reaches a reader", async () => {
    const stream = await play((response) => response.end(say("a")));
    const reader = stream.getReader();
    await reader.read();
    await expect(reader.read()).rejects.toMatchObject({ name: "StreamTruncatedError" });
    await expect(reader.closed).rejects.toMatchObject({ name: "StreamTruncatedError" });
  });

  test("reads no more than it is asked for, however it is read", async () => {
    for (const read of [
      async (stream: EventStream<unknown>) => void (await stream.getReader().read()),
      async (stream: EventStream<unknown>) => void (await stream[Symbol.asyncIterator]().next()),
    ]) {
      const { script, state } = endless();
      const server = await serve(script);
      const stream = await open(server.url);
      await read(stream);
      let before: number;
      do {
        before = state.written;
        await sleep(200);
      } while (state.written !== before);
      // Buffers of both sockets and of fetch; the server would write gigabytes if nothing held it back.
      expect(state.written).toBeLessThan(32_000_000);
      await stream.close();
      await state.gone;
    }
  });
});

describe("once", () => {
  test("a second loop, a reader beside a loop and a loop beside a reader are refused", async () => {
    const stream = await play(hello);
    expect(textOf((await drain(stream)).chunks)).toBe("Hello");
    expect((await drain(stream)).error).toMatchObject({ name: "TypeError", message: /already.*tee/ });
    expect(() => stream.getReader()).toThrow(TypeError);

    const other = await play(hello);
    const reader = other.getReader();
    expect(() => other[Symbol.asyncIterator]()).toThrow(/locked/);
    await reader.cancel();
  });

  test("a reader that let go leaves the rest to a loop", async () => {
    const stream = await play(hello);
    const reader = stream.getReader();
    await reader.read();
    reader.releaseLock();
    expect(textOf((await drain(stream)).chunks)).toBe("lo");
  });

  test("next() asked for without waiting answers in order, and then with the end", async () => {
    const stream = await play((response) => {
      response.write(say("a"));
      setTimeout(() => response.write(say("b")), 20);
      setTimeout(() => response.end(say("c", "stop") + DONE), 40);
    });
    const iterator = stream[Symbol.asyncIterator]();
    const steps = await Promise.all(Array.from({ length: 6 }, () => iterator.next()));
    expect(steps.map((step) => (step.done ? "end" : step.value.choices[0]?.delta.content))).toEqual([
      "a",
      "b",
      "c",
      "end",
      "end",
      "end",
    ]);
  });
});

describe("leaving early closes the connection", () => {
  type Chunks = Awaited<ReturnType<typeof play>>;
  test.each<[string, (stream: Chunks) => Promise<unknown>]>([
    [
      "break",
      async (stream) => {
        for await (const _ of stream) break;
      },
    ],
    [
      "throw",
      async (stream) => {
        await expect(async () => {
          for await (const _ of stream) throw new Error("mine");
        }).rejects.toThrow("mine");
      },
    ],
    [
      "return",
      async (stream) => {
        const first = async () => {
          for await (const chunk of stream) return chunk;
          return undefined;
        };
        expect(await first()).toBeDefined();
      },
    ],
    ["close before reading", (stream) => stream.close()],
    ["cancel before reading", (stream) => stream.cancel()],
    ["reader.cancel", (stream) => stream.getReader().cancel("enough")],
    [
      "break out of a loop over text",
      async (stream) => {
        for await (const _ of textDeltas(stream)) break;
      },
    ],
    [
      "break out of a piped stream",
      async (stream) => {
        for await (const _ of stream.pipeThrough(new TransformStream())) break;
      },
    ],
    [
      "iterator.throw",
      async (stream) => {
        await expect(stream[Symbol.asyncIterator]().throw(new Error("mine"))).rejects.toThrow("mine");
      },
    ],
  ])("%s", async (_, leave) => {
    const { script, state } = endless();
    const stream = await play(script);
    await leave(stream);
    await state.gone;
  });

  test.each(["close", "cancel"] as const)("%s while a loop waits ends the loop", async (method) => {
    const server = await serve((response) => response.write(say("a")));
    const stream = await open(server.url);
    const loop = drain(stream);
    setTimeout(() => stream[method](), 20);
    const { chunks, error } = await loop;
    expect(textOf(chunks)).toBe("a");
    expect(error).toBeUndefined();
    await server.quiet();
  });
});

describe("leaving", () => {
  test.each(["return", "throw"] as const)("%s while an event is awaited ends the wait", async (method) => {
    const server = await serve((response) => response.write(say("a")));
    const iterator = (await open(server.url))[Symbol.asyncIterator]();
    await iterator.next();
    const waiting = iterator.next();
    const leaving = iterator[method](new Error("mine") as never);
    if (method === "throw") await expect(leaving).rejects.toThrow("mine");
    else await leaving;
    expect(await waiting).toEqual({ done: true, value: undefined });
    await server.quiet();
  });

  test("after the chunk that reports an error: the error is not thrown any more", async () => {
    const stream = await play((response) =>
      response.end(say("a") + event({ ...textChunk(""), error: { message: "x" } })),
    );
    for await (const chunk of stream) if ((chunk as { error?: unknown }).error) await stream.close();
  });

  test("ends the keep-alives too", async () => {
    const comments: string[] = [];
    const stream = await play((response) => response.write(`${say("a")}: one\n\n${say("b")}: half`), {
      onKeepAlive: (comment) => comments.push(comment),
    });
    const loop = drain(stream);
    setTimeout(() => stream.close(), 20);
    expect(textOf((await loop).chunks)).toBe("ab");
    expect(comments).toEqual(["one"]);
  });
});

describe("the connection after the end", () => {
  test("is used again", async () => {
    const server = await serve(hello);
    for (let i = 0; i < 4; i++) {
      expect(textOf((await drain(await open(server.url))).chunks)).toBe("Hello");
      await sleep(10);
    }
    expect(server.connections()).toBe(1);
  });

  test("is closed when the server keeps it open after [DONE]", async () => {
    const server = await serve((response) => response.write(say("a", "stop") + DONE));
    expect((await drain(await open(server.url))).error).toBeUndefined();
    await server.quiet();
  });

  test("is closed when the server goes on after [DONE]", async () => {
    const { script, state } = endless();
    const stream = await play((response) => {
      response.write(say("a", "stop") + DONE);
      return script(response);
    });
    expect(textOf((await drain(stream)).chunks)).toBe("a");
    await state.gone;
  });
});

describe("helpers", () => {
  const two = (response: ServerResponse) => {
    const piece = (index: number, content: string | null) =>
      event({ ...textChunk(""), choices: [{ index, delta: { content }, finish_reason: null }] });
    response.write(piece(0, "a") + piece(1, "b") + piece(0, "") + piece(0, null) + piece(1, "B"));
    response.end(event({ ...textChunk(""), choices: [] }) + say("A", "stop") + DONE);
  };

  test("textDeltas gives the text of one choice", async () => {
    const texts = async (options?: { choice: number }) => {
      const all: string[] = [];
      for await (const text of textDeltas(await play(two), options)) all.push(text);
      return all;
    };
    expect(await texts()).toEqual(["a", "A"]);
    expect(await texts({ choice: 1 })).toEqual(["b", "B"]);
  });

  test("collectChat gives the whole answer", async () => {
    const answer = await collectChat(await play(two));
    expect(answer.choices.map(({ message, finishReason }) => [message.content, finishReason])).toEqual([
      ["aA", "stop"],
      ["bB", null],
    ]);
  });
});
