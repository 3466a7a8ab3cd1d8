import { createStore } from "../ui/store.js";

const read = () => /^#\/chat\/(.+)$/.exec(location.hash)?.[1] ?? "";

/** Id of the conversation in the address; empty for a new one. */
export const route = createStore(read());

/** The address of the bench. */
export const benchPath = "#/bench";

/** Whether the bench is on screen, and no conversation. */
export const onBench = createStore(location.hash === benchPath);

/** What the server shows to those who run it. */
export const rooms = ["usage", "keys", "providers", "log"] as const;

export type Room = (typeof rooms)[number];

export const roomPath = (room: Room): string => `#/server/${room}`;

const readRoom = () => rooms.find((room) => roomPath(room) === location.hash);

/** The room that is on screen, and no conversation. */
export const openRoom = createStore(readRoom());

addEventListener("hashchange", () => {
  route.set(read());
  onBench.set(location.hash === benchPath);
  openRoom.set(readRoom());
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
