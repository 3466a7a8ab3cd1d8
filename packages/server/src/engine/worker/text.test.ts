import { describe, expect, it } from "vitest";
import type { TokenLogprobs } from "../types.js";
import { AnswerText } from "./text.js";

function bytes(text: string) {
  return Buffer.from(text);
}

function logprobs(token: string): TokenLogprobs {
  return {
    token,
    bytes: [...bytes(token)],
    logprob: -1,
    top: [],
  };
}

/** What each piece emits, and the end. */
function feed(stop: string[], pieces: Uint8Array[]): string[] {
  const text = new AnswerText(stop);
  const emitted: string[] = [];
  for (const piece of pieces) {
    emitted.push(text.add(piece).text);
    if (text.stoppedBy !== undefined) break;
  }
  return [...emitted, text.end().text];
}

describe("AnswerText", () => {
  it("emits at once what no stop string can change", () => {
    expect(feed([], ["a", "bc"].map(bytes))).toEqual(["a", "bc", ""]);
    expect(feed(["xyz"], ["a", "bc"].map(bytes))).toEqual(["a", "bc", ""]);
  });

  it("finds a stop string that spans tokens, and emits nothing of it", () => {
    expect(feed(["STOP"], ["so S", "T", "OP and more"].map(bytes))).toEqual(["so ", "", "", ""]);
  });

  it("releases what only began like a stop string", () => {
    expect(feed(["STOP"], ["S", "T", "O", "RY"].map(bytes))).toEqual(["", "", "", "STORY", ""]);
    expect(feed(["STOP"], ["an ST"].map(bytes))).toEqual(["an ", "ST"]);
  });

  it("keeps hold of a beginning within a beginning", () => {
    expect(feed(["aab"], ["a", "a", "a", "b"].map(bytes))).toEqual(["", "", "a", "", ""]);
  });

  it("ends at the first of several stop strings", () => {
    expect(feed(["two", "one"], ["x one two"].map(bytes))).toEqual(["x ", ""]);
    expect(feed(["", "o"], ["foo"].map(bytes))).toEqual(["f", ""]);
  });

  it("emits whole characters, and drops an unfinished one at the end", () => {
    const smile = bytes("😀");
    expect(feed([], [smile.subarray(0, 1), smile.subarray(1, 3), smile.subarray(3)])).toEqual([
      "",
      "",
      "😀",
      "",
    ]);
    expect(feed([], [bytes("é"), smile.subarray(0, 3)])).toEqual(["é", "", ""]);
  });

  it("finds a stop string that begins and ends inside characters' bytes", () => {
    const text = bytes("x漢字y");
    expect(feed(["漢字"], [text.subarray(0, 2), text.subarray(2, 5), text.subarray(5)])).toEqual([
      "x",
      "",
      "",
      "",
    ]);
  });

  it("sends log-probabilities with the text they made, and none for what was cut off", () => {
    const text = new AnswerText(["END"]);
    expect(text.add(bytes("a"), logprobs("a")).logprobs).toEqual([logprobs("a")]);
    expect(text.add(bytes("E"), logprobs("E"))).toEqual({ text: "", logprobs: [] });
    expect(text.add(bytes("x"), logprobs("x"))).toEqual({
      text: "Ex",
      logprobs: [logprobs("E"), logprobs("x")],
    });
    expect(text.add(bytes("b END"), logprobs("b END")).logprobs).toEqual([logprobs("b END")]);
    expect(text.end()).toEqual({ text: "", logprobs: [] });
  });

  it("sends the log-probabilities of a character's tokens together", () => {
    const text = new AnswerText([]);
    const [one, two] = [bytes("é").subarray(0, 1), bytes("é").subarray(1)];
    expect(text.add(one, logprobs("1")).logprobs).toEqual([]);
    expect(text.add(two, logprobs("2"))).toEqual({ text: "é", logprobs: [logprobs("1"), logprobs("2")] });
  });
});
