import { badRequest } from "../../generation/api-error.js";
import type { Validation } from "./validate.js";

/** What was found right. Throws a 400 `ApiError` that names what is not. */
export function accepted<T>(result: Validation<T>) {
  if (result.ok) return result;
  const text = result.problems.map(({ message }) => message).join("; ");
  throw badRequest(text, result.problems[0].param);
}
