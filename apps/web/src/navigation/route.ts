import { createStore } from "../ui/store.js";

const read = () => /^#\/chat\/(.+)$/.exec(location.hash)?.[1] ?? "";

/** Id of the conversation in the address; empty for a new one. */
export const route = createStore(read());

/** The address of the bench. */
export const benchPath = "#/bench";

/** Whether the bench is on screen, and no conversation. */
export const onBench = createStore(location.hash === benchPath);

addEventListener("hashchange", () => {
  route.set(read());
  onBench.set(location.hash === benchPath);
});

export const conversationPath = (id: string): string => (id ? `#/chat/${id}` : "#/");

export function openConversation(id: string): void {
  location.hash = conversationPath(id);
}

/** Gives the conversation on screen its address without a step in the history. */
export function nameRoute(id: string): void {
  history.replaceState(null, "", conversationPath(id));
  route.set(id);
}
