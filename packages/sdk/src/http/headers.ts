import { InvalidRequestError } from "../errors/index.js";

/**
 * Headers as a plain object with names in lower case, so that one source replaces another.
 *
 * @throws {InvalidRequestError} without the value that can't be sent, which the host's own error shows: it may be secret
 */
export function headerRecord(headers: HeadersInit | undefined): Record<string, string> {
  if (!headers) return {};
  try {
    return Object.fromEntries(new Headers(headers));
  } catch {
    throw new InvalidRequestError(
      "Invalid headers: a name or a value holds characters that no header can carry",
    );
  }
}
