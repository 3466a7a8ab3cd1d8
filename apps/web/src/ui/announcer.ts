import { createStore } from "./store.js";

/** The sentence that assistive technology reads next. */
export const announcement = createStore("");

/** Has a short sentence read aloud, politely. */
export function announce(sentence: string): void {
  // A no-break space makes a repeated sentence a new one.
  announcement.set((current) => (current === sentence ? `${sentence}\u00a0` : sentence));
}
