import { choice, type Rules, reference, renameReferences } from "./expression.js";

/** Rules of the texts that one of the two describes. */
export function either(first: Rules, second: Rules): Rules {
  const renamed = [first, second].flatMap((rules, index) => {
    const rename = (name: string) => `g${index}-${name}`;
    return [...rules].map(
      ([name, expression]) => [rename(name), renameReferences(expression, rename)] as const,
    );
  });
  return new Map([["root", choice(reference("g0-root"), reference("g1-root"))], ...renamed]);
}
