import { connect } from "node:net";

/** Writes bytes to a port of this machine and gives back what comes until the connection ends. */
export function rawRequest(port: number, bytes: string, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ port, host: "127.0.0.1", ...(signal && { signal }) }, () =>
      socket.write(bytes, "latin1"),
    );
    socket.setEncoding("utf8").on("data", (part) => {
      answer += part;
    });
    socket.on("close", () => resolve(answer)).on("error", reject);
  });
}

/** Status and body of an answer. */
export function readAnswer(answer: string): { status: number; body: unknown } {
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
  const text = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  // The pieces of a chunked answer are between their lengths.
  const json = /transfer-encoding: chunked/i.test(answer)
    ? text.replace(/(^|\r\n)[0-9a-f]+\r\n/gi, "")
    : text;
  return { status, body: JSON.parse(json) };
}
