let count = 0;

/** An id for a message: unique in this page, and unlikely to meet one that another page stored. */
export function createMessageId(): string {
  count += 1;
  return `msg-${Date.now().toString(36)}-${count.toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
}
