/** What several sources give, as it comes. The first failure ends all of them, as does leaving the loop. */
export async function* merged<T>(
  sources: readonly AsyncGenerator<T, void, void>[],
): AsyncGenerator<T, void, void> {
  const pull = async (source: AsyncGenerator<T, void, void>) => ({ source, result: await source.next() });
  const pending = new Map(sources.map((source) => [source, pull(source)]));
  try {
    while (pending.size > 0) {
      const { source, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(source);
        continue;
      }
      pending.set(source, pull(source));
      yield result.value;
    }
  } finally {
    for (const [source, next] of pending) {
      next.catch(() => {});
      source.return().catch(() => {});
    }
  }
}
