import type { GgufValue } from "../../src/engine/embedding/gguf-writer.js";

/** How a vocabulary spells text: byte-level pairs as GPT-2 and most today, or SentencePiece as Llama 2 and Gemma. */
export type VocabularyKind = "byte-level" | "sentencepiece";

export interface TinyVocabulary {
  size: number;
  metadata: Record<string, GgufValue>;
}

/** Ids of the control tokens; the 256 bytes follow in order, then a few words. The same in both kinds. */
export const tinyModelTokens = { endOfText: 0, start: 1, end: 2, firstByte: 3 } as const;

const marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
const tokenType = { normal: 1, control: 3, userDefined: 4, byte: 6 };

/** @param ordinaryStart - Lists `<|im_start|>` as a word that users may write, as some model files do. */
export function tinyVocabulary(kind: VocabularyKind, ordinaryStart: boolean): TinyVocabulary {
  const { bytes, words, byteType, metadata } = kind === "byte-level" ? byteLevel() : sentencePiece();
  const markTypes = marks.map((_, mark) =>
    ordinaryStart && mark === tinyModelTokens.start ? tokenType.userDefined : tokenType.control,
  );
  const tokens = [...marks, ...bytes, ...words];
  return {
    size: tokens.length,
    metadata: {
      ...metadata,
      "tokenizer.ggml.tokens": { strings: tokens },
      "tokenizer.ggml.token_type": {
        int32s: [...markTypes, ...bytes.map(() => byteType), ...words.map(() => tokenType.normal)],
      },
      "tokenizer.ggml.bos_token_id": { uint32: tinyModelTokens.start },
      "tokenizer.ggml.eos_token_id": { uint32: tinyModelTokens.end },
      "tokenizer.ggml.add_bos_token": false,
    },
  };
}

interface Spelling {
  bytes: string[];
  words: string[];
  byteType: number;
  metadata: Record<string, GgufValue>;
}

/** Each pair adds a token, so that tokens and characters don't coincide. */
const merges = [
  ["t", "h"],
  ["th", "e"],
  ["i", "n"],
  ["in", "g"],
  ["a", "n"],
  ["an", "d"],
  ["Ġ", "a"],
  ["Ġ", "the"],
  ['"', ":"],
  ['"', ","],
  ["Ã", "©"],
] as const;

function byteLevel(): Spelling {
  let next = 0x100;
  const bytes = Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCodePoint(printable ? byte : next++);
  });
  return {
    bytes,
    words: merges.map((pair) => pair.join("")),
    byteType: tokenType.normal,
    metadata: {
      "tokenizer.ggml.model": "gpt2",
      "tokenizer.ggml.pre": "default",
      "tokenizer.ggml.merges": { strings: merges.map((pair) => pair.join(" ")) },
    },
  };
}

function sentencePiece(): Spelling {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
  const words = ["▁", ..."abcdefghijklmnopqrstuvwxyz", "é", "▁a", "th", "the", "▁the", "in"];
  return {
    bytes,
    words,
    byteType: tokenType.byte,
    metadata: {
      "tokenizer.ggml.model": "llama",
      "tokenizer.ggml.scores": {
        float32s: [...marks, ...bytes, ...words].map((token) => token.length),
      },
      "tokenizer.ggml.add_space_prefix": true,
      "tokenizer.ggml.unknown_token_id": { uint32: tinyModelTokens.endOfText },
    },
  };
}
