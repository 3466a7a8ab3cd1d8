import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** What a GGUF file says about itself before its weights. Arrays are left out but for short ones of numbers. */
export interface GgufHeader {
  values: ReadonlyMap<string, GgufScalar | number[]>;
  /** Bytes of the whole file. */
  fileSize: number;
}

type GgufScalar = string | number | boolean;

/** The file breaks the format, or can't hold what it claims. */
export class GgufError extends Error {}

/**
 * Reads the header and holds every count against the bytes that are there: the library believes the counts, and a
 * damaged file of a kilobyte makes it reserve gigabytes or never end. Throws {@link GgufError}.
 */
export function readGgufHeader(path: string): GgufHeader {
  const file = openSync(path, "r");
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new GgufError("it is not a file");
    return new HeaderReader(new Cursor(file, stat.size)).read();
  } finally {
    closeSync(file);
  }
}

const magic = 0x46554747;
/** Bytes of a key of no length with the smallest value, and of a tensor of one dimension. */
const smallestEntry = 13;
const smallestTensor = 32;
/** Longer strings and arrays are skipped: vocabularies, merges, but not chat templates. */
const longestString = 1 << 20;
const longestArray = 4096;

class HeaderReader {
  readonly #cursor: Cursor;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  read(): GgufHeader {
    const cursor = this.#cursor;
    if (cursor.left < 24 || cursor.uint32() !== magic) throw new GgufError("it is not a GGUF file");
    const version = cursor.uint32();
    if (version < 2 || version > 3) throw new GgufError(`its GGUF version is ${version}; 2 and 3 are known`);
    const tensors = cursor.count("tensors", smallestTensor);
    const entries = cursor.count("metadata entries", smallestEntry);
    const values = new Map<string, GgufScalar | number[]>();
    for (let entry = 0; entry < entries; entry++) {
      const key = cursor.string() ?? "";
      const value = this.#value(cursor.uint32());
      if (value !== undefined) values.set(key, value);
    }
    for (let tensor = 0; tensor < tensors; tensor++) this.#tensor();
    return { values, fileSize: cursor.size };
  }

  #value(type: number): GgufScalar | number[] | undefined {
    const cursor = this.#cursor;
    if (type === stringType) return cursor.string();
    if (type !== arrayType) return cursor.number(type);
    const itemType = cursor.uint32();
    if (itemType === arrayType) throw new GgufError("it holds an array of arrays");
    const count = cursor.count("array items", itemType === stringType ? 8 : numberSize(itemType));
    if (itemType === stringType) {
      for (let item = 0; item < count; item++) cursor.skip(cursor.count("characters", 1));
      return undefined;
    }
    if (count > longestArray) {
      cursor.skip(count * numberSize(itemType));
      return undefined;
    }
    return Array.from({ length: count }, () => Number(cursor.number(itemType)));
  }

  #tensor(): void {
    const cursor = this.#cursor;
    const name = cursor.string() ?? "";
    const dimensions = cursor.uint32();
    if (dimensions > 4)
      throw new GgufError(`its tensor ${JSON.stringify(name)} has ${dimensions} dimensions`);
    cursor.skip(dimensions * 8 + 4);
    const offset = cursor.uint64();
    if (offset > cursor.size) {
      throw new GgufError(`it ends before its tensor ${JSON.stringify(name)}: it is incomplete`);
    }
  }
}

const boolType = 7;
const stringType = 8;
const arrayType = 9;

/** By the format's number of a type: bytes, and how they are read. */
const numbers: Record<number, [size: number, read: (bytes: DataView, at: number) => number]> = {
  0: [1, (bytes, at) => bytes.getUint8(at)],
  1: [1, (bytes, at) => bytes.getInt8(at)],
  2: [2, (bytes, at) => bytes.getUint16(at, true)],
  3: [2, (bytes, at) => bytes.getInt16(at, true)],
  4: [4, (bytes, at) => bytes.getUint32(at, true)],
  5: [4, (bytes, at) => bytes.getInt32(at, true)],
  6: [4, (bytes, at) => bytes.getFloat32(at, true)],
  [boolType]: [1, (bytes, at) => bytes.getUint8(at)],
  10: [8, (bytes, at) => Number(bytes.getBigUint64(at, true))],
  11: [8, (bytes, at) => Number(bytes.getBigInt64(at, true))],
  12: [8, (bytes, at) => bytes.getFloat64(at, true)],
};

function numberSize(type: number): number {
  const known = numbers[type];
  if (!known) throw new GgufError(`it holds a value of the unknown type ${type}`);
  return known[0];
}

const windowSize = 1 << 20;

/** Walks through a file by windows, never past its end. */
class Cursor {
  readonly size: number;
  readonly #file: number;
  #bytes = Buffer.alloc(0);
  #windowStart = 0;
  #position = 0;

  constructor(file: number, size: number) {
    this.#file = file;
    this.size = size;
  }

  get left(): number {
    return this.size - this.#position;
  }

  uint32(): number {
    return this.number(4) as number;
  }

  uint64(): number {
    return this.number(10) as number;
  }

  number(type: number): number | boolean {
    const size = numberSize(type);
    const at = this.#load(size);
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    const value = numbers[type]![1](view, at);
    return type === boolType ? value !== 0 : value;
  }

  /** A number of things of at least `size` bytes each, which must fit what is left. */
  count(things: string, size: number): number {
    const count = this.uint64();
    if (count * size > this.left) {
      throw new GgufError(`it claims ${count} ${things}, more than its ${this.size} bytes can hold`);
    }
    return count;
  }

  /** Undefined for a long one, which is skipped. */
  string(): string | undefined {
    const length = this.count("characters", 1);
    if (length > longestString) {
      this.skip(length);
      return undefined;
    }
    const at = this.#load(length);
    return this.#bytes.toString("utf8", at, at + length);
  }

  skip(length: number): void {
    if (length > this.left) throw new GgufError("it ends within its header: it is incomplete");
    this.#position += length;
  }

  /** Brings the next bytes into the window, passes them, and tells where they are in it. */
  #load(length: number): number {
    const start = this.#position;
    this.skip(length);
    const within = start >= this.#windowStart && start + length <= this.#windowStart + this.#bytes.length;
    if (!within) {
      const window = Buffer.alloc(Math.min(Math.max(windowSize, length), this.size - start));
      const read = readSync(this.#file, window, 0, window.length, start);
      this.#bytes = window.subarray(0, read);
      this.#windowStart = start;
      if (read < length) throw new GgufError("it ends within its header: it is incomplete");
    }
    return start - this.#windowStart;
  }
}
