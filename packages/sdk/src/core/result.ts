/** What a standalone function answers instead of throwing. */
export type Result<T, E = unknown> =
  | { ok: true; value: T; error?: never }
  | { ok: false; value?: never; error: E };

/** The value of a result that a promise brings; throws its error when it failed. */
export async function unwrapAsync<T>(promise: Promise<Result<T, unknown>>): Promise<T> {
  const result = await promise;
  if (!result.ok) throw result.error;
  return result.value;
}
