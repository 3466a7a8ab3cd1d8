/** Values of the metadata that a small model needs. Integers are written as 32-bit unsigned, other numbers as 32-bit floats. */
export type GgufValue =
  | string
  | boolean
  | { uint32: number }
  | { float32: number }
  | { strings: string[] }
  | { int32s: number[] }
  | { float32s: number[] };

export interface GgufTensor {
  name: string;
  /** Sizes from the fastest varying dimension to the slowest. */
  shape: number[];
  /** 32-bit floats, little-endian. */
  values: ArrayBufferView<ArrayBuffer>;
}

const alignment = 32;
const type = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 };

/** A model file in the GGUF format, version 3, with 32-bit float tensors. */
export function encodeGguf(metadata: Record<string, GgufValue>, tensors: GgufTensor[]): Buffer {
  const entries = Object.entries(metadata);
  const header = [
    Buffer.from("GGUF"),
    uint32(3),
    uint64(tensors.length),
    uint64(entries.length),
    ...entries.flatMap(([key, value]) => [string(key), ...encodeValue(value)]),
  ];
  const data: Buffer[] = [];
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    header.push(string(name), uint32(shape.length), ...shape.map(uint64), uint32(0), uint64(offset));
    const bytes = pad(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    data.push(bytes);
    offset += bytes.length;
  }
  return Buffer.concat([pad(Buffer.concat(header)), ...data]);
}

function encodeValue(value: GgufValue): Buffer[] {
  if (typeof value === "string") return [uint32(type.string), string(value)];
  if (typeof value === "boolean") return [uint32(type.bool), Buffer.of(value ? 1 : 0)];
  if ("uint32" in value) return [uint32(type.uint32), uint32(value.uint32)];
  if ("float32" in value) return [uint32(type.float32), float32(value.float32)];
  if ("strings" in value) return array(type.string, value.strings.map(string));
  if ("int32s" in value) return array(type.int32, value.int32s.map(int32));
  return array(type.float32, value.float32s.map(float32));
}

function array(itemType: number, items: Buffer[]): Buffer[] {
  return [uint32(type.array), uint32(itemType), uint64(items.length), ...items];
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function pad(bytes: Buffer): Buffer {
  const missing = (alignment - (bytes.length % alignment)) % alignment;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}
