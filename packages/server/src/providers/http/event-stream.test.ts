import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventStreamReader } from "./event-stream.js";

function read(...chunks: (string | Buffer)[]): string[] {
  const reader = new EventStreamReader();
  return [...chunks.flatMap((chunk) => reader.push(Buffer.from(chunk as string))), ...reader.end()];
}

describe("EventStreamReader", () => {
  it.each([
    ["plain", "data: a\n\ndata: b\n\n", ["a", "b"]],
    ["carriage returns", "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]],
    ["without a space", "data:a\n\n", ["a"]],
    ["several lines", "data: a\ndata: b\n\n", ["a\nb"]],
    ["comments and other fields", ": ping\n\nevent: x\nid: 3\ndata: a\n\n: ping\n\n", ["a"]],
    ["fields that only begin like data", "database: x\n\n", []],
    ["an empty value", "data\n\ndata:\n\n", ["", ""]],
    ["no blank line at the end", "data: a\n\ndata: b", ["a", "b"]],
    ["more blank lines", "\n\n\ndata: a\n\n\n\n", ["a"]],
  ])("%s", (_, text, events) => expect(read(text)).toEqual(events));

  it("reads the same however the bytes are cut", () => {
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, ""));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (values, cuts) => {
        const bytes = Buffer.from(values.map((value) => `data: ${value}\n\n: ping\r\n\n`).join(""));
        const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        const chunks = [...at, bytes.length].map((end, index) => bytes.subarray(at[index - 1] ?? 0, end));
        expect(read(...chunks)).toEqual(values);
      }),
    );
  });
});
