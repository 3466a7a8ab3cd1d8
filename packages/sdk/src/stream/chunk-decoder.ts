import type { ChatStreamingResponseChunk } from "../models/index.js";
import { decodeChatChunk } from "../wire/index.js";
import { isObject } from "./fold.js";

/** Characters that stand for themselves in a JSON string, and nothing else. */
const PLAIN = /^[ !#-[\]-\uffff]*$/;
const KEY = '"content":';

/**
 * Makes a decoder for the events of one stream. It throws on what is no JSON object.
 *
 * Nearly all events of a stream differ in the text of `delta.content` alone. So one event is kept as a mould:
 * the JSON before its text, the JSON after it, and the chunk with the text left out. What begins and ends as
 * the mould does, with text in between that needs no unescaping, is the mould's chunk with that text, at a
 * fraction of the cost of parsing. Anything else is parsed.
 */
export function createChunkDecoder(): (data: string) => ChatStreamingResponseChunk {
  let before = "";
  let after = "";
  let mould: ChatStreamingResponseChunk | undefined;
  // Each new mould costs one, each use earns one: a stream that never fits one soon stops trying.
  let credit = 9;

  function learn(data: string, content: unknown): void {
    if (typeof content !== "string" || !content || credit-- <= 0) return;
    const text = JSON.stringify(content);
    let start = data.indexOf(KEY) + KEY.length;
    if (data[start] === " ") start++;
    before = data.slice(0, start + 1);
    after = data.slice(start + text.length - 1);
    mould = undefined;
    // One choice, and no other objects, which copies would share.
    if (!data.startsWith(text, start) || (before + after).replace(/[^{[]/g, "") !== "{[{{") return;
    // That the text is gone from the chunk proves that this was its place in the JSON.
    const empty = parse(before + after);
    if (textOf(empty) === "") mould = empty;
  }

  return (data) => {
    const end = data.length - after.length;
    // Comparing slices is several times as fast as startsWith and endsWith.
    if (
      !mould ||
      end < before.length ||
      data.slice(0, before.length) !== before ||
      data.slice(end) !== after
    ) {
      const chunk = parse(data);
      learn(data, textOf(chunk));
      return chunk;
    }
    const content = data.slice(before.length, end);
    if (!PLAIN.test(content)) return parse(data);
    credit++;
    const [choice] = mould.choices;
    return { ...mould, choices: [{ ...choice!, delta: { ...choice!.delta, content } }] };
  };
}

function parse(data: string): ChatStreamingResponseChunk {
  const json: unknown = JSON.parse(data);
  if (!isObject(json)) throw new TypeError("Not a JSON object");
  return decodeChatChunk(json);
}

const textOf = (chunk: ChatStreamingResponseChunk): unknown => chunk.choices?.[0]?.delta?.content;
