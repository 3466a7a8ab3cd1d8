import { createSignal } from "../ui/signal.js";

/** The field for messages is to have the keyboard. */
export const focusComposer = createSignal();

/** The search among conversations is to have the keyboard. */
export const focusSearch = createSignal();
