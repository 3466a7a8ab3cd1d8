import { createStore } from "./store.js";

export interface Notice {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

/** The message at the foot of the page; one at a time. */
export const notice = createStore<Notice | undefined>(undefined);

let count = 0;

export function notify(text: string, action?: Notice["action"]): void {
  notice.set({ id: ++count, text, ...(action && { action }) });
}
