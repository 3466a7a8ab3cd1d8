import type { Bindings } from "./bindings.js";
import type { Pointer } from "./structures.js";

export type VocabularyKind = "bpe" | "spm" | "other";

const kinds: Record<number, VocabularyKind> = { 1: "spm", 2: "bpe" };
const attribute = { unknown: 1, control: 8, userDefined: 16 };

/** A loaded model: its vocabulary and its template. */
export class LlamaModel {
  readonly pointer: Pointer;
  readonly vocabulary: Pointer;
  readonly vocabularySize: number;
  readonly vocabularyKind: VocabularyKind;
  readonly trainedLength: number;
  readonly chatTemplate: string | undefined;
  readonly #native: Bindings;

  /** Undefined when the library refuses the file; it tells why on the standard error. */
  static load(native: Bindings, path: string, layersOnGpu: number | undefined): LlamaModel | undefined {
    const params = native.modelDefaults();
    if (layersOnGpu !== undefined) params.n_gpu_layers = layersOnGpu;
    const pointer = native.loadModel(path, params);
    return pointer ? new LlamaModel(native, pointer) : undefined;
  }

  private constructor(native: Bindings, pointer: Pointer) {
    this.#native = native;
    this.pointer = pointer;
    this.vocabulary = native.vocabulary(pointer);
    this.vocabularySize = native.tokenCount(this.vocabulary);
    this.vocabularyKind = kinds[native.vocabularyType(this.vocabulary)] ?? "other";
    this.trainedLength = native.trainedLength(pointer);
    this.chatTemplate = native.chatTemplate(pointer, null) ?? undefined;
  }

  /** `special`: whether the names of control tokens become these. */
  tokenize(text: string, special = false): Int32Array {
    return this.#tokenize(text, special, false);
  }

  /** A text by itself, between the tokens that begin and end one. */
  tokenizeWhole(text: string): Int32Array {
    return this.#tokenize(text, false, true);
  }

  #tokenize(text: string, special: boolean, whole: boolean): Int32Array {
    const bytes = Buffer.from(text);
    if (bytes.length === 0 && !whole) return new Int32Array();
    // Never more tokens than bytes, but for those that a vocabulary puts before a text.
    const tokens = new Int32Array(bytes.length + 16);
    const count = this.#native.tokenize(
      this.vocabulary,
      bytes,
      bytes.length,
      tokens,
      tokens.length,
      whole,
      special,
    );
    if (count < 0) throw new Error(`the text has ${-count} tokens, more than its ${bytes.length} bytes`);
    return tokens.subarray(0, count);
  }

  /** As the vocabulary spells it. */
  tokenText(token: number): string {
    return this.#native.tokenText(this.vocabulary, token);
  }

  tokenAttributes(token: number): { unknown: boolean; control: boolean; userDefined: boolean } {
    const bits = this.#native.tokenAttributes(this.vocabulary, token);
    return {
      unknown: (bits & attribute.unknown) !== 0,
      control: (bits & attribute.control) !== 0,
      userDefined: (bits & attribute.userDefined) !== 0,
    };
  }

  endsGeneration(token: number): boolean {
    return this.#native.endsGeneration(this.vocabulary, token);
  }

  /** The token that prompts begin with, if they do. */
  get promptStart(): number | undefined {
    const begin = this.#native.beginToken(this.vocabulary);
    return begin >= 0 && this.#native.prependsBegin(this.vocabulary) ? begin : undefined;
  }

  /** The texts of the tokens that begin and end a text, for templates. */
  get marks(): { begin: string | null; end: string | null } {
    const text = (token: number) => (token < 0 ? null : this.tokenText(token));
    return {
      begin: text(this.#native.beginToken(this.vocabulary)),
      end: text(this.#native.endToken(this.vocabulary)),
    };
  }
}
