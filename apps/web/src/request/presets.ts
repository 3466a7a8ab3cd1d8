import { createId } from "../ui/id.js";
import { createStore } from "../ui/store.js";
import type { Parameters } from "./parameters.js";
import { readParameters } from "./read-parameters.js";

/** What to ask with, under a name. */
export interface Preset {
  id: string;
  name: string;
  model: string;
  instructions: string;
  /** The tools among them. */
  parameters: Parameters;
}

const storageKey = "presets";
export const mostPresets = 100;
export const longestName = 80;

/** The presets of this browser, by name. */
export const presets = createStore<readonly Preset[]>(stored());

/** Keeps what is asked with under a name; a preset of the same name is replaced. Returns why not, if it can't be kept. */
export function keepPreset(preset: Omit<Preset, "id">): string | undefined {
  const name = preset.name.trim().slice(0, longestName);
  const others = stored().filter((other) => other.name !== name);
  if (name === "") return "A preset needs a name.";
  if (others.length >= mostPresets) return `There are ${mostPresets} presets: delete one first.`;
  return write([...others, { ...preset, name, id: createId() }]);
}

export function deletePreset(id: string): string | undefined {
  return write(stored().filter((preset) => preset.id !== id));
}

function write(list: readonly Preset[]): string | undefined {
  try {
    localStorage.setItem(storageKey, JSON.stringify(list));
  } catch {
    return "The browser's storage is full: the preset is not kept.";
  }
  presets.set(stored());
  return undefined;
}

/** What another version of this page wrote, and this one can't use, is left out. */
function stored(): readonly Preset[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    const read = Array.isArray(list) ? list.flatMap(readPreset) : [];
    return read.sort((a, b) => a.name.localeCompare(b.name));
  } catch {
    return [];
  }
}

function readPreset(value: Partial<Record<keyof Preset, unknown>> | null): Preset[] {
  const { id, name, model, instructions, parameters } = value ?? {};
  if (typeof id !== "string" || typeof name !== "string" || typeof model !== "string") return [];
  if (typeof instructions !== "string" || typeof parameters !== "object" || parameters === null) return [];
  try {
    const set = readParameters(parameters as Record<string, unknown>, (parameter) => {
      throw new Error(parameter);
    });
    return [{ id, name, model, instructions, parameters: set }];
  } catch {
    return [];
  }
}

addEventListener("storage", ({ key }) => {
  if (key === storageKey || key === null) presets.set(stored());
});
