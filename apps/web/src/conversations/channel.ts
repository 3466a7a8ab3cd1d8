/** What a tab tells the others: these conversations are other than they were, or gone. */
type Told = readonly string[];

const channel = new BroadcastChannel("conversations");

/** Tells the other tabs of this browser. */
export const tellOthers = (ids: Told): void => channel.postMessage(ids);

/** Called with what another tab tells. */
export function listenToOthers(listener: (ids: Told) => void): void {
  channel.addEventListener("message", ({ data }: MessageEvent<Told>) => listener(data));
}
