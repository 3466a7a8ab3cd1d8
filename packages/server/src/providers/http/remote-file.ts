import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { isPublicAddress } from "./public-address.js";

/** A file from an address that a client gave. */
export interface RemoteFile {
  mediaType: string;
  bytes: Buffer;
}

/** Why it can't be had; the message goes after the address. */
export class RemoteFileRefused extends Error {
  override readonly name = "RemoteFileRefused";
}

export interface RemoteFilesOptions {
  /** Milliseconds for one file, redirects included. Default: 15 000. */
  timeoutMs?: number | undefined;
  /** Which IP addresses may be connected to. Default: those of the public internet. */
  isAllowed?: ((address: string) => boolean) | undefined;
}

const mostRedirects = 3;
const mediaTypes = /^(image|audio|video|text)\/[\w.+-]+$|^application\/(pdf|json|xml)$/;

/**
 * Fetches files for clients, from nowhere that they should not be able to reach by this server: each connection goes to
 * an address that was checked, after its name was resolved, also after a redirect. The proxies of the environment are
 * passed by, since they resolve names by themselves.
 */
export class RemoteFiles {
  readonly #timeoutMs: number;
  readonly #isAllowed: (address: string) => boolean;
  readonly #agent: Agent;

  constructor({ timeoutMs = 15_000, isAllowed = isPublicAddress }: RemoteFilesOptions = {}) {
    this.#timeoutMs = timeoutMs;
    this.#isAllowed = isAllowed;
    this.#agent = new Agent({ connect: { lookup: this.#lookup, timeout: timeoutMs }, pipelining: 0 });
  }

  /** Throws `RemoteFileRefused`, and the signal's reason. */
  async fetch(address: string, mostBytes: number, signal: AbortSignal): Promise<RemoteFile> {
    const late = AbortSignal.timeout(this.#timeoutMs);
    try {
      return await this.#fetch(address, mostBytes, AbortSignal.any([signal, late]));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (late.aborted) throw new RemoteFileRefused(`did not come within ${this.#timeoutMs} ms`);
      const { cause = error } = error as Error;
      const refused = [error, cause].find((one) => one instanceof RemoteFileRefused);
      throw refused ?? new RemoteFileRefused("can't be fetched");
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #fetch(address: string, mostBytes: number, signal: AbortSignal): Promise<RemoteFile> {
    let url = this.#checked(address);
    for (let redirects = 0; ; redirects++) {
      const { statusCode, headers, body } = await request(url, { dispatcher: this.#agent, signal });
      // What is left unread ends with an error that nobody waits for.
      body.on("error", () => {});
      try {
        const { location } = headers;
        if (statusCode >= 300 && statusCode < 400 && typeof location === "string") {
          if (redirects === mostRedirects) throw new RemoteFileRefused("is redirected too often");
          url = this.#checked(new URL(location, url).href);
          continue;
        }
        if (statusCode !== 200) throw new RemoteFileRefused(`is answered with status ${statusCode}`);
        const mediaType = String(headers["content-type"] ?? "")
          .split(";", 1)[0]!
          .trim()
          .toLowerCase();
        if (!mediaTypes.test(mediaType)) {
          throw new RemoteFileRefused(
            `is of the type ${JSON.stringify(mediaType.slice(0, 50))}, which is not sent on`,
          );
        }
        return { mediaType, bytes: await readAtMost(body, mostBytes) };
      } finally {
        body.destroy();
      }
    }
  }

  /** An address with an IP in place of a name is never looked up. */
  #checked(address: string): URL {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !/^https?:$/.test(url.protocol))
      throw new RemoteFileRefused("must be a http:// or https:// address");
    if (url.username || url.password) throw new RemoteFileRefused("must not hold a password");
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && !this.#isAllowed(host)) throw notPublic();
    return url;
  }

  readonly #lookup: LookupFunction = (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      // One that is none of the public internet is reason enough.
      if (found.length === 0 || !found.every(({ address }) => this.#isAllowed(address))) {
        return callback(notPublic(), "", 0);
      }
      if (options.all) return callback(null, found);
      callback(null, found[0]!.address, found[0]!.family);
    });
  };
}

function notPublic(): RemoteFileRefused {
  return new RemoteFileRefused("is none of the public internet");
}

async function readAtMost(body: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > most) throw new RemoteFileRefused(`is larger than the ${most} bytes allowed`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
