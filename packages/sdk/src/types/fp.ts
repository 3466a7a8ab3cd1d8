import type { Result } from "../core/result.js";

export { type Result, unwrapAsync } from "../core/result.js";

/** A result that is a value. */
export const OK = <Value>(value: Value): Result<Value, never> => ({ ok: true, value });

/** A result that is an error. */
export const ERR = <Failure>(error: Failure): Result<never, Failure> => ({ ok: false, error });

/** The value of a result; throws its error when it failed. */
export function unwrap<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw result.error;
  return result.value;
}
