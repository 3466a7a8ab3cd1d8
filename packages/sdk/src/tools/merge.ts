/** Does its work and emits what happens. */
export type Task<Event> = (emit: (event: Event) => void) => Promise<void>;

/**
 * Begins all tasks at once and gives what they emit, in the order in which it happens. Throws what the first task that
 * fails throws, or the signal's reason as soon as it aborts.
 */
export async function* merge<Event>(
  tasks: readonly Task<Event>[],
  signal: AbortSignal,
): AsyncGenerator<Event, void, undefined> {
  const events: Event[] = [];
  let running = tasks.length;
  let failure: { error: unknown } | undefined;
  let wake = () => {};

  function fail(error: unknown) {
    failure ??= { error };
    wake();
  }
  const abort = () => fail(signal.reason);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();

  for (const task of tasks) {
    task((event) => {
      events.push(event);
      wake();
    })
      .catch(fail)
      .finally(() => {
        running--;
        wake();
      });
  }
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      while (events.length) yield events.shift()!;
      if (failure) throw failure.error;
      if (!running) return;
      await changed;
    }
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
