/** Something that happens, told to whoever listens at that moment. */
export interface Signal<T = void> {
  emit(value: T): void;
  /** Calls the listener each time until the result is called. */
  listen(listener: (value: T) => void): () => void;
}

export function createSignal<T = void>(): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    emit: (value) => {
      for (const listener of listeners) listener(value);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
