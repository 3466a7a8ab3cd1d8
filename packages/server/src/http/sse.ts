/** A keep-alive comment of a stream of server-sent events. */
export const comment = (text: string) => `: ${text}\n\n`;

export const event = (data: unknown) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;

/** Passes the source's items on and a `tick` whenever none came for `pauseMs`. */
export async function* withTicks<T, Tick>(
  source: AsyncIterator<T>,
  pauseMs: number,
  tick: Tick,
): AsyncGenerator<T | Tick> {
  const ask = () => {
    const next = source.next();
    // Whoever leaves this loop while it waits no longer hears of a failure.
    next.catch(() => {});
    return next;
  };
  let next = ask();
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise<"pause">((resolve) => {
      timer = setTimeout(resolve, pauseMs, "pause");
    });
    const result = await Promise.race([next, pause]).finally(() => clearTimeout(timer));
    if (result === "pause") yield tick;
    else if (result.done) return;
    else {
      yield result.value;
      next = ask();
    }
  }
}

/**
 * A body that asks `source` for text only when the client has taken what came before, so that a slow reader holds
 * back its own answer and nobody else's. `onGone` is called when the client leaves.
 */
export const textBody = (source: AsyncIterator<string>, onGone: () => void): ReadableStream<Uint8Array> => {
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
};
