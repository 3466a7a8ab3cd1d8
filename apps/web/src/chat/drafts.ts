const key = (conversationId: string) => `draft/${conversationId}`;

/** What was written in a conversation and not sent; kept across reloads where the browser lets us. */
export function readDraft(conversationId: string): string {
  try {
    return localStorage.getItem(key(conversationId)) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(conversationId: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(key(conversationId));
    else localStorage.setItem(key(conversationId), text);
  } catch {
    // Storage is full or forbidden: the draft lasts as long as the field.
  }
}
