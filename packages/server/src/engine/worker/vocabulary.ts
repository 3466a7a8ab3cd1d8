import type { LlamaModel, VocabularyKind } from "../llama/model.js";

/** What each token stands for, in bytes: a token may end inside a character. */
export interface Vocabulary {
  readonly size: number;
  /** Bytes that a token adds to the text; none for a control token. */
  text(token: number): Uint8Array;
  /** Bytes that name a token, control tokens included. */
  name(token: number): Uint8Array;
  endsGeneration(token: number): boolean;
}

const noBytes = new Uint8Array();

export function createVocabulary(model: LlamaModel): Vocabulary {
  const decode = decoders[model.vocabularyKind];
  const names: Uint8Array[] = [];

  const name = (token: number): Uint8Array => {
    let bytes = names[token];
    if (bytes === undefined) {
      const attributes = model.tokenAttributes(token);
      const text = model.tokenText(token);
      const literal = attributes.control || attributes.userDefined || attributes.unknown;
      bytes = literal ? Buffer.from(text) : decode(text);
      names[token] = bytes;
    }
    return bytes;
  };

  return {
    size: model.vocabularySize,
    name,
    text(token) {
      const attributes = model.tokenAttributes(token);
      return attributes.control || attributes.unknown ? noBytes : name(token);
    },
    endsGeneration: (token) => model.endsGeneration(token),
  };
}

/** How vocabulary entries spell bytes, by kind of vocabulary. */
const decoders: Record<VocabularyKind, (text: string) => Uint8Array> = {
  other: (text) => Buffer.from(text),
  bpe: (text) => Uint8Array.from([...text].flatMap((character) => byteOfCharacter(character))),
  spm: (text) => {
    const byte = /^<0x([0-9A-F]{2})>$/i.exec(text);
    return byte ? Uint8Array.of(Number.parseInt(byte[1]!, 16)) : Buffer.from(text.replaceAll("▁", " "));
  },
};

/**
 * Byte-level vocabularies write every byte as a printable character: printable Latin-1 stands for itself, the others
 * are numbered from U+0100 on.
 */
const byteCharacters = new Map<string, number>();
for (let byte = 0, next = 0x100; byte < 256; byte++) {
  const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  byteCharacters.set(String.fromCodePoint(printable ? byte : next++), byte);
}

function byteOfCharacter(character: string): number[] {
  const byte = byteCharacters.get(character);
  return byte === undefined ? [...Buffer.from(character)] : [byte];
}
