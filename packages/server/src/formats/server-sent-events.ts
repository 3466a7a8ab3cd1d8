/** A comment that keeps a stream of server-sent events alive. `queue`: the place in it, if there is one. */
export function processing(queue: number | undefined): string {
  return `: OPENROUTER PROCESSING${queue === undefined ? "" : ` queue position ${queue}`}\n\n`;
}

export function event(data: unknown): string {
  return `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

/** For languages whose events have names. */
export function namedEvent(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Stands for a pause without events. */
export const tick = Symbol("tick");

/** Passes what comes on, and a {@link tick} at once if `first` is not here yet, then whenever nothing came for `pauseMs`. */
export async function* withTicks<T>(
  first: Promise<IteratorResult<T, undefined>>,
  rest: AsyncIterator<T, undefined>,
  pauseMs: number,
): AsyncGenerator<T | typeof tick> {
  let pause = 0;
  for (let next = first; ; next = rest.next()) {
    // Whoever leaves this loop while it waits no longer hears of a failure.
    next.catch(() => {});
    for (;;) {
      const arrived = await orTick(next, pause);
      pause = pauseMs;
      if (arrived === tick) yield tick;
      else if (arrived.done) return;
      else {
        yield arrived.value;
        break;
      }
    }
  }
}

async function orTick<T>(next: Promise<T>, pauseMs: number): Promise<T | typeof tick> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<typeof tick>((resolve) => {
    timer = setTimeout(resolve, pauseMs, tick);
  });
  try {
    return await Promise.race([next, pause]);
  } finally {
    clearTimeout(timer);
  }
}
