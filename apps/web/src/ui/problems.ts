import { useEffect, useId } from "react";
import { createStore } from "./store.js";

/** What fields on screen say is wrong with them, by field. */
const shown = createStore<ReadonlyMap<string, string>>(new Map());

/** The first thing that is wrong on screen. What it concerns is not what would be sent. */
export const firstProblem = (): string | undefined => shown.get().values().next().value;

/** Tells what is wrong with a field as long as it shows it. */
export function useProblem(problem: string | undefined): void {
  const id = useId();
  useEffect(() => {
    if (problem === undefined) return;
    shown.set((known) => new Map([...known, [id, problem]]));
    return () => shown.set((known) => new Map([...known].filter(([other]) => other !== id)));
  }, [id, problem]);
}
