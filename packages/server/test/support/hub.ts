import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HubRepository {
  /** Content by path. */
  files: Record<string, Buffer>;
  licence?: string;
  /** Only this token opens it. */
  token?: string;
  /** Files that the listing gives no hash for. */
  unhashed?: string[];
}

export interface TestHub {
  /** For `HF_ENDPOINT`. */
  url: string;
  /** Every request for a file: its path, range and token, and where it was asked for. */
  readonly requests: { path: string; range: string | undefined; token: string | undefined; at: string }[];
  readonly repositories: Map<string, HubRepository>;
  /** Replaces the answer to requests for a file. */
  serveFile: (content: Buffer, request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

/**
 * The part of the Hugging Face hub that models are fetched with, over real HTTP: the listing, the search, and files that
 * are redirected to another origin, as the real one does.
 */
export async function startHub(repositories: Record<string, HubRepository>): Promise<TestHub> {
  const requests: TestHub["requests"] = [];
  const log = (at: string, { url, headers }: IncomingMessage) =>
    requests.push({ path: url!, range: headers.range, token: headers.authorization, at });

  const store = await listen((request, response) => {
    log("store", request);
    const [owner, name, , , ...path] = decodeURIComponent(request.url!).slice(1).split("/");
    const content = hub.repositories.get(`${owner}/${name}`)?.files[path.join("/")];
    if (content) hub.serveFile(content, request, response);
    else response.writeHead(404).end();
  });

  const front = await listen((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://hub");
    if (pathname === "/api/models") {
      const words = searchParams.get("search")!.toLowerCase().split(" ");
      const found = [...hub.repositories].filter(([name]) =>
        words.every((word) => name.toLowerCase().includes(word)),
      );
      return json(response, 200, found.slice(0, Number(searchParams.get("limit"))).map(summaryOf));
    }
    const name = pathname.replace(/^\/api\/models\//, "").replace(/^\/([^/]+\/[^/]+)\/resolve\/.*/, "$1");
    const repository = hub.repositories.get(name);
    if (!repository) return json(response, 404, { error: "Repository not found" });
    if (repository.token && request.headers.authorization !== `Bearer ${repository.token}`) {
      return json(response, 401, { error: "Invalid username or password." });
    }
    if (pathname.startsWith("/api/models/")) return json(response, 200, listingOf(name, repository));
    log("hub", request);
    response.writeHead(302, { Location: `${store.url}${request.url}` }).end();
  });

  const hub: TestHub = {
    url: front.url,
    requests,
    repositories: new Map(Object.entries(repositories)),
    serveFile: sendFile,
    close: async () => {
      await Promise.all([front.close(), store.close()]);
    },
  };
  return hub;
}

/** The file, or what the range asks for of it. */
export function sendFile(content: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const headers = { "Content-Length": content.length - start };
  if (start > 0) {
    response.writeHead(206, {
      ...headers,
      "Content-Range": `bytes ${start}-${content.length - 1}/${content.length}`,
    });
  } else response.writeHead(200, headers);
  response.end(content.subarray(start));
}

export const commit = "0123456789abcdef0123456789abcdef01234567";

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function listingOf(id: string, { files, licence, unhashed = [] }: HubRepository) {
  return {
    id,
    sha: commit,
    createdAt: "2025-01-02T03:04:05.000Z",
    tags: tagsOf(licence),
    siblings: Object.entries(files).map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      blobId: "0".repeat(40),
      ...(!unhashed.includes(rfilename) && {
        lfs: { sha256: sha256(content), size: content.length, pointerSize: 134 },
      }),
    })),
  };
}

function summaryOf([id, { licence, token }]: [string, HubRepository]) {
  return { _id: id, id, downloads: 42, likes: 1, gated: token ? "manual" : false, tags: tagsOf(licence) };
}

function tagsOf(licence: string | undefined): string[] {
  return ["gguf", ...(licence ? [`license:${licence}`] : [])];
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server: Server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      return closed;
    },
  };
}
