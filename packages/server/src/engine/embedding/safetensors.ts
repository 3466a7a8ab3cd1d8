import { readFileSync } from "node:fs";

/** Tensors of a file in safetensors format. */
export interface Safetensors {
  names: string[];
  /** Throws for a name that is not there. */
  shape(name: string): number[];
  /** Throws for values that are no 32-bit floats. */
  values(name: string): Uint8Array<ArrayBuffer>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [start: number, end: number];
}

/** Reads a whole file. Throws for one that is none of the format. */
export function readSafetensors(path: string): Safetensors {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE());
  if (start > bytes.length) throw new Error("the file ends within its header");
  const { __metadata__: _, ...entries } = JSON.parse(bytes.toString("utf8", 8, start)) as Record<
    string,
    Entry
  >;
  const entry = (name: string): Entry => {
    const found = entries[name];
    if (!found) throw new Error(`there is no tensor ${name}`);
    return found;
  };
  return {
    names: Object.keys(entries),
    shape: (name) => entry(name).shape,
    values(name) {
      const { dtype, data_offsets: offsets } = entry(name);
      if (dtype !== "F32") throw new Error(`${name} is of the type ${dtype}, not F32`);
      const [from, to] = offsets.map((offset) => start + offset) as [number, number];
      if (to > bytes.length) throw new Error(`the file ends within ${name}`);
      return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from);
    },
  };
}
