import type { Token, Tokens } from "marked";
import remend from "remend";
import { lex } from "./grammar.js";

/** A piece of a document that can be drawn by itself. */
export interface Block {
  /** Where it starts in the text: its identity while the text grows. */
  start: number;
  raw: string;
  tokens: readonly Token[];
  /** It goes on from the list or code before it, and needs no space in between. */
  follows: boolean;
}

/** Splits a growing text into blocks. A block that is finished stays the same object. */
export interface BlockReader {
  read(text: string, complete: boolean): readonly Block[];
}

const itemsPerBlock = 12;
/** A longer unfinished block is drawn as plain text until it is finished: to parse it for each frame costs too much. */
const longBlock = 8_000;

/**
 * Only the end of the text is parsed again when it grows. The last block may still change its meaning, and so may
 * the one before it when only white space is between them.
 */
export function createBlockReader(): BlockReader {
  let finished: Block[] = [];
  let finishedText = "";

  return {
    read(text, complete) {
      if (!text.startsWith(finishedText)) {
        finished = [];
        finishedText = "";
      }
      const start = finishedText.length;
      const tail = text.slice(start);
      const blocks = split(tail, start, complete);
      const before = finished.at(-1)?.tokens[0];
      const first = blocks[0];
      if (first && before?.type === "list" && first.tokens[0]?.type === "list") first.follows = true;
      const stable = blocks.slice(0, -1);
      if (stable.length > 0) {
        finished = [...finished, ...stable];
        finishedText = text.slice(0, blocks.at(-1)!.start);
      }
      const last = blocks.at(-1);
      if (!last) return finished;
      return [...finished, complete ? last : mended(last)];
    },
  };
}

function split(text: string, offset: number, complete: boolean): Block[] {
  const blocks: Block[] = [];
  let start = offset;
  for (const token of topLevel(text, complete)) {
    const end = start + token.raw.length;
    if (token.type === "space") {
      const before = blocks.at(-1);
      if (before) before.raw += token.raw;
    } else if (token.type === "list" && (token as Tokens.List).items.length > itemsPerBlock) {
      blocks.push(...listBlocks(token as Tokens.List, start));
    } else {
      blocks.push({ start, raw: token.raw, tokens: [token], follows: false });
    }
    start = end;
  }
  return blocks;
}

function topLevel(text: string, complete: boolean): Token[] {
  if (!complete && text.length > longBlock && !text.includes("\n\n") && !/^\s*(```|~~~)/.test(text))
    return [{ type: "text", raw: text, text }];
  return lex(text);
}

/** A long list in pieces, numbered on. */
function listBlocks(list: Tokens.List, offset: number): Block[] {
  const blocks: Block[] = [];
  let start = offset;
  for (let index = 0; index < list.items.length; index += itemsPerBlock) {
    const items = list.items.slice(index, index + itemsPerBlock);
    const raw = items.map((item) => item.raw).join("");
    const part: Tokens.List = {
      ...list,
      raw,
      items,
      start: list.ordered ? Number(list.start) + index : list.start,
    };
    blocks.push({ start, raw, tokens: [part], follows: index > 0 });
    start += raw.length;
  }
  return blocks;
}

/** The unfinished block with its open emphasis, code and links closed for now. */
function mended(block: Block): Block {
  const [token] = block.tokens;
  if (!token || ["code", "text", "formula", "details"].includes(token.type)) return block;
  const tokens = lex(remend(block.raw.replace(/\n?`{1,2}$/, "")));
  return { ...block, tokens };
}
