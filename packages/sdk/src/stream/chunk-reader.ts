import type { ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import { decodeChatChunk } from "../wire/index.js";
import { isObject, type Values } from "../wire/object.js";
import { createChatAccumulator } from "./accumulate.js";

/** Makes chunks of the events of one stream, and accumulates them. */
export interface ChunkReader {
  /** The chunk in an event's data; `undefined` for one that only keeps the connection alive. Throws on what is no JSON object. */
  read(data: string): ChatStreamingResponseChunk | undefined;
  /** The answer up to now. */
  received(): ChatResponse;
}

/** Characters that stand for themselves in a JSON string, and nothing else. */
const PLAIN = /^[ !#-[\]-\uffff]*$/;

/** The brackets of a chunk with one choice and no other objects: the chunk, its choices, the choice and its delta. */
const ONE_CHOICE = "{[{{";

/** Texts that are accumulated as one. */
const MAX_TEXTS = 1000;

/** Moulds that may be made for nothing. */
const CREDIT = 9;

/**
 * Nearly all events of a stream differ in the text of `delta.content` alone. So one event is kept as a mould:
 * the JSON before its text, the JSON after it, and the chunk with the text left out. What begins and ends as
 * the mould does, with a JSON string in between, is the mould's chunk with that text, at a fraction of the cost of
 * parsing; and a run of such chunks is accumulated as one. Anything else is parsed.
 */
export function createChunkReader(): ChunkReader {
  const accumulator = createChatAccumulator();
  let before = "";
  let after = "";
  let mould: ChatStreamingResponseChunk | undefined;
  /** Texts of the mould that have not been accumulated. */
  let texts: string[] = [];
  // Each new mould costs one, each use earns one: a stream that never fits one soon stops trying.
  let credit = CREDIT;

  function cast(content: string): ChatStreamingResponseChunk {
    const [choice] = mould!.choices;
    return { ...mould!, choices: [{ ...choice!, delta: { ...choice!.delta, content } }] };
  }

  function flush(): void {
    if (texts.length) accumulator.add(cast(texts.join("")));
    texts = [];
  }

  function learn(data: string, content: unknown): void {
    if (typeof content !== "string" || !content || credit-- <= 0) return;
    const text = JSON.stringify(content);
    const [head = ""] = /^.*?"content": ?"/s.exec(data) ?? [];
    const tail = data.slice(head.length + text.length - 2);
    const brackets = (head + tail).replace(/[^{[]/g, "");
    // Copies would share other objects.
    if (!data.startsWith(text, head.length - 1) || brackets !== ONE_CHOICE) return;
    const empty = decodeChatChunk(parse(head + tail));
    // That the text is gone from the chunk proves that this was its place in the JSON.
    if (textOf(empty) !== "" || !repeats(empty)) return;
    before = head;
    after = tail;
    mould = empty;
  }

  return {
    read(data) {
      const end = data.length - after.length;
      // Comparing slices is several times as fast as startsWith and endsWith.
      if (
        mould &&
        end >= before.length &&
        data.slice(0, before.length) === before &&
        data.slice(end) === after
      ) {
        let text = data.slice(before.length, end);
        try {
          if (!PLAIN.test(text)) text = JSON.parse(`"${text}"`);
          credit++;
          if (texts.push(text) >= MAX_TEXTS) flush();
          return cast(text);
        } catch {}
      }
      const json = parse(data);
      if (json.type === "ping" && !json.choices) return undefined;
      flush();
      const chunk = decodeChatChunk(json);
      accumulator.add(chunk);
      learn(data, textOf(chunk));
      return chunk;
    },
    received() {
      flush();
      return accumulator.response();
    },
  };
}

/** Whether a chunk with no text adds nothing when it comes again. */
function repeats(chunk: ChatStreamingResponseChunk): boolean {
  const { add, response } = createChatAccumulator();
  const [once, twice] = [0, 0].map(() => {
    add(chunk);
    return JSON.stringify(response());
  });
  return once === twice;
}

function parse(data: string): Values {
  const json: unknown = JSON.parse(data);
  if (!isObject(json)) throw new TypeError("Not a JSON object");
  return json;
}

const textOf = ({ choices }: ChatStreamingResponseChunk): unknown => choices[0]?.delta.content;
