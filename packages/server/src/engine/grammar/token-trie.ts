import type { Vocabulary } from "../worker/vocabulary.js";

/** Bytes that a token seldom has more of. */
export const usualLength = 32;

type Texts = Pick<Vocabulary, "size" | "text" | "endsGeneration">;

/**
 * The texts of all tokens as a tree of bytes in preorder: the nodes below node `n` are those from `n + 1` to before
 * `end[n]`. Node 0 is the root, of no byte.
 */
export class TokenTrie {
  readonly byte: Uint8Array;
  readonly depth: Uint16Array;
  readonly end: Int32Array;
  /** The tokens whose text ends at a node: from `firstToken[n]` to before `firstToken[n + 1]` in `tokens`. */
  readonly firstToken: Int32Array;
  readonly tokens: Int32Array;
  /** Tokens of more than {@link usualLength} bytes. */
  readonly long: readonly number[];
  readonly vocabularySize: number;
  /** Tokens that end an answer; they are nowhere in the tree. */
  readonly ends: ReadonlySet<number>;
  readonly #vocabulary: Texts;

  constructor(vocabulary: Texts) {
    this.#vocabulary = vocabulary;
    this.vocabularySize = vocabulary.size;
    const all = Array.from({ length: vocabulary.size }, (_, token) => token);
    this.ends = new Set(all.filter((token) => vocabulary.endsGeneration(token)));
    const entries = all
      .map((token) => ({ token, text: this.textOf(token) }))
      .filter(({ token, text }) => text.length > 0 && !this.ends.has(token))
      .sort((a, b) => Buffer.compare(a.text, b.text));
    const count = 1 + entries.reduce((sum, { text }) => sum + text.length, 0);
    const byte = new Uint8Array(count);
    const depth = new Uint16Array(count);
    const end = new Int32Array(count);
    const firstToken = new Int32Array(count + 1);
    this.tokens = Int32Array.from(entries, ({ token }) => token);
    let nodes = 1;
    /** The nodes on the way to the last entry, by depth. */
    const path = [0];
    let before: Uint8Array = new Uint8Array();
    for (const [index, { text }] of entries.entries()) {
      let common = 0;
      while (common < before.length && before[common] === text[common]) common++;
      for (const node of path.splice(common + 1)) end[node] = nodes;
      for (let at = common; at < text.length; at++) {
        byte[nodes] = text[at]!;
        depth[nodes] = at + 1;
        // A node on the way to a token has none of its own.
        firstToken[nodes] = index;
        path.push(nodes++);
      }
      before = text;
    }
    for (const node of path) end[node] = nodes;
    firstToken[nodes] = entries.length;
    this.byte = byte.slice(0, nodes);
    this.depth = depth.slice(0, nodes);
    this.end = end.slice(0, nodes);
    this.firstToken = firstToken.slice(0, nodes + 1);
    this.long = entries.filter(({ text }) => text.length > usualLength).map(({ token }) => token);
  }

  textOf(token: number): Uint8Array {
    return this.#vocabulary.text(token);
  }
}
