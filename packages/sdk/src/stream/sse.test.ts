import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSseDecoder } from "./sse.js";

const utf8 = new TextEncoder();

/** All events of bytes that arrive in the given pieces, and all comments. */
function decode(pieces: Uint8Array[]): { events: string[]; comments: string[] } {
  const events: string[] = [];
  const comments: string[] = [];
  const decode = createSseDecoder(Infinity);
  const text = new TextDecoder();
  const texts = [...pieces.map((piece) => text.decode(piece, { stream: true })), text.decode(), undefined];
  for (const item of texts.flatMap((piece) => decode(piece))) {
    if (typeof item === "string") events.push(item);
    else if ("comment" in item) comments.push(item.comment);
    else if ("data" in item) events.push(item.data);
  }
  return { events, comments };
}

const decodeText = (...pieces: string[]) => decode(pieces.map((piece) => utf8.encode(piece)));
const bytewise = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

describe("events", () => {
  test.each([
    ["LF", "data: a\n\ndata: b\n\n", ["a", "b"]],
    ["CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]],
    ["CR", "data: a\r\rdata: b\r\r", ["a", "b"]],
    ["mixed line ends", "data: a\r\n\ndata: b\r\r\ndata: c\n\r", ["a", "b", "c"]],
    ["byte order mark", "\ufeffdata: a\n\n", ["a"]],
    ["a second byte order mark is text", "\ufeff\ufeffdata: a\n\ndata: b\n\n", ["b"]],
    ["no space after the colon", "data:a\n\n", ["a"]],
    ["only the first space is dropped", "data:  a \n\n", [" a "]],
    ["multi-line data", "data: a\ndata: b\ndata:\ndata: c\n\n", ["a\nb\n\nc"]],
    ["data field without colon", "data\n\ndata\ndata\n\n", ["", "\n"]],
    ["empty data", "data:\n\n", [""]],
    ["other fields", "event: x\nid: 1\nretry: 9\ndata: a\n\nevent: y\n\n", ["a"]],
    ["fields that only begin like data", "database: x\ndata: a\ndat: y\n\n", ["a"]],
    ["field without colon", "nothing\ndata: a\n\n", ["a"]],
    ["blank lines", "\n\n\ndata: a\n\n\n\n", ["a"]],
    ["no blank line at the end", "data: a\n\ndata: b\n", ["a", "b"]],
    ["no line end at the end", "data: a\n\ndata: b", ["a", "b"]],
    ["nothing", "", []],
  ])("%s", (_, input, events) => {
    expect(decodeText(input).events).toEqual(events);
    expect(decode(bytewise(utf8.encode(input))).events).toEqual(events);
  });

  test("comments go to the callback, in order and without being events", () => {
    const { events, comments } = decodeText(": OPENROUTER PROCESSING\n\n:\n:no space\ndata: a\n: inside\n\n");
    expect(events).toEqual(["a"]);
    expect(comments).toEqual(["OPENROUTER PROCESSING", "", "no space", "inside"]);
  });

  test("comments stand among the events where they came", () => {
    expect(createSseDecoder(Infinity)("data: a\n\n: between\n\ndata: b\n\n")).toEqual([
      "a",
      { comment: "between" },
      "b",
    ]);
  });

  test("an event's name comes with it, and not with the next", () => {
    expect(createSseDecoder(Infinity)("event: error\ndata: a\n\nevent: x\n\ndata: b\n\n")).toEqual([
      { name: "error", data: "a" },
      "b",
    ]);
  });

  test("an event is out as soon as its blank line is in, whatever the line ends", () => {
    for (const end of ["\n", "\r", "\r\n"]) {
      expect(createSseDecoder(Infinity)(`data: a${end}${end}`)).toEqual(["a"]);
    }
  });

  test("the line feed of a CRLF that was cut after its CR is no blank line of its own", () => {
    expect(decodeText("data: a\r", "\ndata: b\r", "\n", "\r", "\n").events).toEqual(["a\nb"]);
    expect(decodeText("data: a\r", "\n", "\n", "data: b\n\n").events).toEqual(["a", "b"]);
  });

  test("a bad byte is replaced, and only that byte", () => {
    const bytes = Uint8Array.of(...utf8.encode("data: a"), 0xff, ...utf8.encode("b\n\n"));
    expect(decode(bytewise(bytes)).events).toEqual(["a\ufffdb"]);
  });
});

/** Cuts bytes at the given places (taken modulo their number). */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((from, i) => bytes.subarray(from, sorted[i] ?? bytes.length));
}

const line = fc.oneof(
  fc.constantFrom("data", "data:", "data: ", ":", ": keep alive", "", "", "event: x", "\ufeff"),
  fc.string({ unit: "grapheme", maxLength: 12 }).map((s) => `data: ${s.replace(/[\r\n]/g, "")}`),
  fc.string({ unit: "binary", maxLength: 8 }).map((s) => s.replace(/[\r\n]/g, "")),
);
const input = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\r", "\r\n")), { maxLength: 30 })
  .map((lines) => lines.map((pair) => pair.join("")).join(""));

test("property: the split of the bytes changes nothing", () => {
  fc.assert(
    fc.property(input, fc.array(fc.nat(2000), { maxLength: 40 }), (source, places) => {
      const bytes = utf8.encode(source);
      const whole = decode([bytes]);
      expect(decode(cut(bytes, places))).toEqual(whole);
      expect(decode(bytewise(bytes))).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test("property: any bytes at all give the same events for any split", () => {
  const byte = fc.oneof(fc.constantFrom(10, 13, 32, 58, 0xc3, 0xe2, 0xf0, 0x80), fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), fc.array(fc.nat(60)), (values, places) => {
      const bytes = Uint8Array.of(...utf8.encode("data: "), ...values);
      const whole = decode([bytes]);
      expect(decode(cut(bytes, places))).toEqual(whole);
      expect(decode(bytewise(bytes))).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test("property: what was framed comes out", () => {
  const data = fc.string({ unit: "grapheme" }).map((s) => s.replace(/\r\n?/g, "\n"));
  fc.assert(
    fc.property(fc.array(data), fc.constantFrom("\n", "\r", "\r\n"), (events, end) => {
      const frame = (event: string) => `data: ${event.replaceAll("\n", `${end}data: `)}${end}${end}`;
      expect(decodeText(events.map(frame).join("")).events).toEqual(events);
    }),
  );
});

describe("maxEventSize", () => {
  const sent = (...texts: (string | undefined)[]) => {
    const decode = createSseDecoder(10);
    return texts.flatMap((text) => decode(text));
  };

  test.each<[string, string[]]>([
    ["one line", [`data: ${"x".repeat(11)}\n\n`]],
    ["a line that does not end", ["data: ", "xxxxx"]],
    ["many lines", ["data: xxxx\n", "data: xxxx\n", "data: xx\n"]],
    ["a comment that does not end", [": xxxxx", "xxxxx"]],
  ])("bounds %s", (_, texts) => {
    expect(sent(...texts)[0]).toEqual({ tooLarge: true });
  });

  test("what came before is given", () => {
    expect(sent(`data: a\n\ndata: ${"x".repeat(11)}`)).toEqual(["a", { tooLarge: true }]);
    expect(sent(`data: a\n\ndata: ${"x".repeat(11)}\n`)).toEqual(["a", { tooLarge: true }]);
  });

  test("does not bound many events", () => {
    expect(sent("data: xxxx\n\n".repeat(99))).toHaveLength(99);
  });
});

describe("one huge event", () => {
  /** Bytes that the decoder copies or decodes, counted at the platform calls it makes. */
  function work(size: number, pieceSize: number): number {
    const bytes = utf8.encode(`data: ${"x".repeat(size)}\n\n`);
    const { set } = Uint8Array.prototype;
    const { decode: decodeBytes } = TextDecoder.prototype;
    let counted = 0;
    Uint8Array.prototype.set = function (source, offset) {
      counted += source.length;
      return set.call(this, source, offset);
    };
    TextDecoder.prototype.decode = function (source, options) {
      counted += source?.byteLength ?? 0;
      return decodeBytes.call(this, source, options);
    };
    try {
      const pieces: Uint8Array[] = [];
      for (let i = 0; i < bytes.length; i += pieceSize) pieces.push(bytes.subarray(i, i + pieceSize));
      expect(decode(pieces).events[0]).toHaveLength(size);
    } finally {
      Uint8Array.prototype.set = set;
      TextDecoder.prototype.decode = decodeBytes;
    }
    return counted / size;
  }

  test("copies and decodes each byte once, whatever its size and the size of the pieces", () => {
    expect(work(32_000_000, 65_536)).toBeLessThan(2.1);
    expect(work(1_000_000, 65_536)).toBeLessThan(2.1);
    expect(work(200_000, 1)).toBeLessThan(2.1);
  });
});
