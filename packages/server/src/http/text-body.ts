/**
 * A body that asks `source` for text only when the client has taken what came before, so that a slow reader holds
 * back its own answer and nobody else's. `onGone` is called when the client leaves.
 */
export function textBody(source: AsyncIterator<string>, onGone: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await source.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: onGone,
    },
    { highWaterMark: 0 },
  );
}
