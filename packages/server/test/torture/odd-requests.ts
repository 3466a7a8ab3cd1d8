/** Bytes that are not what a client of the API would send, and the status that they are answered with. */
export interface OddRequest {
  name: string;
  bytes: string;
  status: number;
}

const path = "/api/v1/chat/completions";
const body = '{"messages":[{"role":"user","content":"Hi"}],"max_tokens":1}';

function post(headers: string[], content = body): string {
  return ask("POST", path, ["Host: localhost", ...headers, `Content-Length: ${content.length}`], content);
}

function get(headers: string[], target = "/api/v1/models"): string {
  return ask("GET", target, headers);
}

function ask(method: string, target: string, headers: string[], content = "", version = "HTTP/1.1"): string {
  return `${[`${method} ${target} ${version}`, ...headers, "Connection: close"].join("\r\n")}\r\n\r\n${content}`;
}

function chunked(content: string, headers: string[] = []): string {
  return ask("POST", path, ["Host: localhost", "Transfer-Encoding: chunked", ...headers], content);
}

const host = "Host: localhost";

/** Shapes of HTTP, each refused in the envelope; 200 where there is nothing to refuse. */
export const oddRequests: OddRequest[] = [
  { name: "no HTTP at all", bytes: "nonsense\r\n\r\n", status: 400 },
  { name: "a greeting of TLS", bytes: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", status: 400 },
  { name: "the preface of HTTP/2", bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 400 },
  { name: "an unknown version", bytes: ask("GET", "/health", [host], "", "HTTP/3.7"), status: 400 },
  { name: "a word that is no method", bytes: ask("FETCH", "/health", [host]), status: 400 },
  { name: "a method that nobody answers", bytes: ask("PROPFIND", "/health", [host]), status: 405 },
  { name: "a method for an unknown path", bytes: ask("PURGE", "/nothing", [host]), status: 404 },
  { name: "TRACE", bytes: ask("TRACE", "/health", [host]), status: 405 },
  { name: "CONNECT", bytes: ask("CONNECT", "example.com:443", [host]), status: 405 },
  { name: "OPTIONS *", bytes: ask("OPTIONS", "*", [host]), status: 400 },
  { name: "GET *", bytes: get([host], "*"), status: 400 },
  { name: "a target without a slash", bytes: get([host], "health"), status: 400 },
  { name: "an absolute target", bytes: get([host], "http://localhost/api/v1/models"), status: 200 },
  {
    name: "an absolute target elsewhere",
    bytes: get([host], "http://evil.example/api/v1/models"),
    status: 400,
  },
  { name: "an absolute target of another kind", bytes: get([host], "ftp://localhost/x"), status: 400 },
  { name: "an absolute target that is no URL", bytes: get([host], "http://[/"), status: 400 },
  { name: "a backslash in the path", bytes: get([host], "/api\\v1"), status: 400 },
  { name: "spaces in the target", bytes: get([host], "/a b c"), status: 400 },
  { name: "a path that climbs", bytes: get([host], "/../../etc/passwd"), status: 404 },
  { name: "a path that climbs in disguise", bytes: get([host], "/..%2f..%2fetc%2fpasswd"), status: 404 },
  { name: "a path with a zero", bytes: get([host], "/%00"), status: 404 },
  { name: "a path with half an escape", bytes: get([host], "/%e0%zz"), status: 404 },
  { name: "no Host", bytes: get([]), status: 400 },
  { name: "an empty Host", bytes: get(["Host:"]), status: 400 },
  { name: "two Hosts", bytes: get([host, "Host: evil.example"]), status: 400 },
  { name: "the same Host twice", bytes: get([host, host]), status: 400 },
  { name: "a Host with a space", bytes: get(["Host: local host"]), status: 400 },
  { name: "a Host with a user", bytes: get(["Host: me@localhost"]), status: 400 },
  { name: "a Host with a path", bytes: get(["Host: localhost/evil"]), status: 400 },
  { name: "a Host with an impossible port", bytes: get(["Host: localhost:99999"]), status: 400 },
  { name: "a Host of somebody else", bytes: get(["Host: evil.example"]), status: 403 },
  { name: "a Host that only begins well", bytes: get(["Host: localhost.evil.example"]), status: 403 },
  { name: "a foreign Origin", bytes: get([host, "Origin: https://evil.example"]), status: 403 },
  { name: "no Origin of a file", bytes: get([host, "Origin: null"]), status: 403 },
  { name: "a foreign page's picture", bytes: get([host, "Sec-Fetch-Site: cross-site"]), status: 403 },
  { name: "a foreign page's question", bytes: post(["Sec-Fetch-Site: cross-site"]), status: 403 },
  { name: "HTTP/1.0", bytes: ask("GET", "/api/v1/models", [host], "", "HTTP/1.0"), status: 200 },
  { name: "HTTP/1.0 without Host", bytes: ask("GET", "/health", [], "", "HTTP/1.0"), status: 400 },
  { name: "an odd expectation", bytes: post(["Expect: x"]), status: 417 },
  { name: "a wish for another protocol", bytes: get([host, "Upgrade: h2c"]), status: 200 },
  {
    name: "a wish for a WebSocket",
    bytes: `GET /api/v1/models HTTP/1.1\r\n${host}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
    status: 200,
  },
  { name: "a body in gzip", bytes: post(["Content-Encoding: gzip"], "\x1f\x8b\x08\x00"), status: 415 },
  { name: "a body in two encodings", bytes: post(["Content-Encoding: br, zstd"]), status: 415 },
  { name: "headers of 100 KB", bytes: get([host, `X: ${"x".repeat(100_000)}`]), status: 431 },
  { name: "a target of 100 KB", bytes: get([host], `/${"x".repeat(100_000)}`), status: 431 },
  {
    name: "1,000 headers",
    bytes: get([host, ...Array.from({ length: 1_000 }, (_, i) => `X${i}: ${"y".repeat(20)}`)]),
    status: 431,
  },
  { name: "a header without a name", bytes: get([host, ": x"]), status: 400 },
  { name: "a header without a colon", bytes: get([host, "Nothing"]), status: 400 },
  { name: "a space before the colon", bytes: get([host, "X : y"]), status: 400 },
  { name: "a header with a zero", bytes: get([host, "X: a\0b"]), status: 400 },
  { name: "a header over two lines", bytes: get([host, "X: a\r\n b"]), status: 400 },
  { name: "a bare line feed", bytes: `GET /health HTTP/1.1\n${host}\n\n`, status: 400 },
  {
    name: "a length that is no number",
    bytes: ask("POST", path, [host, "Content-Length: abc"]),
    status: 400,
  },
  { name: "a negative length", bytes: ask("POST", path, [host, "Content-Length: -1"]), status: 400 },
  {
    name: "two lengths",
    bytes: ask("POST", path, [host, "Content-Length: 1", "Content-Length: 2"], "ab"),
    status: 400,
  },
  {
    name: "a length beyond all",
    bytes: ask("POST", path, [host, "Content-Length: 99999999999"]),
    status: 413,
  },
  { name: "a length and chunks", bytes: chunked("0\r\n\r\n", ["Content-Length: 5"]), status: 400 },
  {
    name: "an unknown transfer coding",
    bytes: ask("POST", path, [host, "Transfer-Encoding: x"], body),
    status: 400,
  },
  {
    name: "chunked, but not last",
    bytes: ask("POST", path, [host, "Transfer-Encoding: chunked, x"], body),
    status: 400,
  },
  { name: "chunks without a size", bytes: chunked("zz\r\n{}\r\n0\r\n\r\n"), status: 400 },
  { name: "a chunk that is longer than it says", bytes: chunked("2\r\n{}{}\r\n0\r\n\r\n"), status: 400 },
  { name: "a chunk with a sign", bytes: chunked("-2\r\n{}\r\n0\r\n\r\n"), status: 400 },
  {
    name: "chunk extensions of 100 KB",
    bytes: chunked(`2;${"x".repeat(100_000)}\r\n{}\r\n0\r\n\r\n`),
    status: 413,
  },
  { name: "chunks that hold no JSON", bytes: chunked("2\r\n{]\r\n0\r\n\r\n"), status: 400 },
  { name: "no body", bytes: post([], ""), status: 400 },
];
