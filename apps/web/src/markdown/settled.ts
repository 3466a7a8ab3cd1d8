import { createContext } from "react";

/** Whether the answer is at its end: what takes the page's time waits for that. */
export const Settled = createContext(true);
