import { expect } from "vitest";

/** An expectation of something that comes about by itself. The limit is there for hangs only. */
export function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: 30_000, interval: 10 });
}
