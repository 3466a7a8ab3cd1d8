import { jsonrepair } from "jsonrepair";

/** Longer texts are left as they are: their repair would hold up others. In characters. */
const longest = 256 * 1024;

/** JSON out of a text that was to be JSON, without what stands around it and with what is missing. Undefined: as it is. */
export function repairJson(text: string): string | undefined {
  if (text.length > longest || isStructure(text)) return undefined;
  const inner = structureIn(text);
  if (inner === undefined) return undefined;
  if (isStructure(inner)) return inner;
  try {
    const repaired = jsonrepair(inner);
    return isStructure(repaired) ? repaired : undefined;
  } catch {
    return undefined;
  }
}

function isStructure(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

/** From the first bracket on: to its fence, or to the last bracket, or to the end. */
function structureIn(text: string): string | undefined {
  const start = text.search(/[{[]/);
  if (start === -1) return undefined;
  const rest = text.slice(start);
  const fence = text.slice(0, start).includes("```") ? rest.indexOf("```") : -1;
  if (fence !== -1) return rest.slice(0, fence);
  const end = rest.lastIndexOf(rest.startsWith("{") ? "}" : "]");
  const whole = end === -1 ? rest : rest.slice(0, end + 1);
  // What follows the last bracket is prose, unless it goes on with the value.
  return end !== -1 && /^\s*["',:\]}]/.test(rest.slice(end + 1)) ? rest : whole;
}
