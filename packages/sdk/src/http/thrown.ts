interface Told {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  syscall?: unknown;
  cause?: unknown;
}

/** An error and its causes, outermost first. */
export function chainOf(thrown: unknown): Told[] {
  const chain: Told[] = [];
  for (let error = thrown as Told | undefined; error && chain.length < 4; error = error.cause as Told) {
    chain.push(Object(error));
  }
  return chain;
}

/** What an error and its causes say. */
export const wordsOf = (thrown: unknown): string =>
  chainOf(thrown)
    .map(({ message, code }) => message || code)
    .filter((words) => words && typeof words === "string")
    .join(": ") || String(thrown);

/** Codes of the system, undici and Bun, and words of Deno and Electron, for a connection that was never made. */
const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN)|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|error sending request .*\(Connect\).*|net::ERR_(CONNECTION_REFUSED|NAME_NOT_RESOLVED))$/;

/** Whether what a `fetch` threw says that the connection was never made. */
export const neverConnected = (thrown: unknown): boolean =>
  chainOf(thrown).some(
    ({ code, syscall, message }) =>
      syscall === "connect" || NEVER_CONNECTED.test(`${code}`) || NEVER_CONNECTED.test(`${message}`),
  );
