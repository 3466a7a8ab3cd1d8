/** A keep-alive comment of a stream of server-sent events. */
export const comment = (text: string) => `: ${text}\n\n`;

export const event = (data: unknown) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;

/** Stands for a pause without events. */
export const tick = Symbol("tick");

const orTick = async <T>(next: Promise<T>, pauseMs: number): Promise<T | typeof tick> => {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<typeof tick>((resolve) => {
    timer = setTimeout(resolve, pauseMs, tick);
  });
  try {
    return await Promise.race([next, pause]);
  } finally {
    clearTimeout(timer);
  }
};

/** Passes `first` and the rest on, and a {@link tick} whenever nothing came for `pauseMs`. */
export async function* withTicks<T>(
  first: IteratorResult<T>,
  rest: AsyncIterator<T, undefined>,
  pauseMs: number,
): AsyncGenerator<T | typeof tick> {
  for (let result = first; !result.done; ) {
    yield result.value;
    const next = rest.next();
    // Whoever leaves this loop while it waits no longer hears of a failure.
    next.catch(() => {});
    for (;;) {
      const arrived = await orTick(next, pauseMs);
      if (arrived !== tick) {
        result = arrived;
        break;
      }
      yield tick;
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
