import type { ServerResponse } from "node:http";

/**
 * Writes text as it comes, and asks for more only when the client has taken what came before: a slow reader holds back
 * its own answer and nobody else's. Resolves when all is written or the client is gone.
 */
export async function writeText(
  outgoing: ServerResponse,
  source: AsyncIterator<string, void>,
): Promise<void> {
  for (let next = await source.next(); !next.done; next = await source.next()) {
    if (outgoing.destroyed) {
      await source.return?.();
      return;
    }
    if (!outgoing.write(next.value)) await drained(outgoing);
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off("drain", done).off("close", done);
      resolve();
    };
    outgoing.on("drain", done).on("close", done);
  });
}
