import { badRequest } from "../../generation/api-error.js";
import type { LongList } from "./long-lists.js";
import type { Validation } from "./validate.js";

type Accepted<T> = Extract<Validation<T>, { ok: true }>;

/** What a check has found right. Throws a 400 that names the fields at fault, what is allowed and what they were. */
export function accept<T>(result: Validation<T>): Accepted<T> {
  if (result.ok) return result;
  const { problems } = result;
  throw badRequest(problems.map(({ message }) => message).join("; "), problems[0].param);
}

/** Throws a 400 for a list that is too long. */
export function refuseLong(tooLong: LongList | undefined): void {
  if (!tooLong) return;
  const { param, most, found } = tooLong;
  throw badRequest(`${param} must have at most ${most} entries, got ${found}`, param);
}

/** The fields of a body that its schema does not know. */
export function unknownIn(body: object, known: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !Object.hasOwn(known, name)));
}
