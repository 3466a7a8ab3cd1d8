import type { CharSet } from "../automata/char-set.js";
import { hasChar } from "../automata/char-set.js";
import type { Rules } from "./expression.js";
import { Machine, MachineTooLarge } from "./machine.js";
import { Readings, TooManyReadings } from "./readings.js";

/**
 * Ways to read a text that the engine may have to keep at the same time. It looks at the whole vocabulary for each,
 * at every token.
 */
export const maxReadings = 256;
/** Elements of the rules with their repetitions written out, as the engine writes them. */
const maxPlaces = 1_000_000;
const workLimit = 300_000;
const rootSteps = 64;
const ruleSteps = 12;
/** Next characters that are tried at each step, those first that most readings take. */
const breadth = 4;

/**
 * A rule with a text that can be read in too many ways at the same time, if one is found. No proof: it follows the
 * characters that most readings take, from the root and from every rule, as far as its own work is limited.
 */
export function overlyAmbiguousRule(rules: Rules): string | undefined {
  let current = "root";
  const limits = { readings: maxReadings, work: workLimit };
  try {
    const machine = new Machine(rules, maxPlaces);
    const readings = new Readings(machine, limits);
    for (const name of ["root", ...rules.keys()]) {
      current = name;
      let now = readings.start(machine.rule(name));
      for (let step = name === "root" ? rootSteps : ruleSteps; step > 0 && now.size > 0; step--) {
        const following = widestCharacters(readings.next(now)).map((code) => readings.after(now, code));
        now = following.reduce((widest, other) => (other.size > widest.size ? other : widest), new Set());
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof TooManyReadings) return limits.work < 0 ? undefined : current;
    if (error instanceof MachineTooLarge) return current;
    throw error;
  }
}

function widestCharacters(sets: readonly CharSet[]): number[] {
  const firsts = new Set(sets.flatMap((set) => set.map(([lo]) => lo)));
  const takers = (code: number) => sets.reduce((count, set) => count + (hasChar(set, code) ? 1 : 0), 0);
  return [...firsts]
    .slice(0, 256)
    .map((code) => ({ code, takers: takers(code) }))
    .sort((a, b) => b.takers - a.takers)
    .slice(0, breadth)
    .map(({ code }) => code);
}
