import { z } from "zod";
import { UserError } from "../user-error.js";
import type { RepositoryFile } from "./weights.js";

/** An unreachable hub is given up after this time. */
export const connectTimeoutMs = 6_000;

/** A repository of the hub, as it is now. */
export interface Repository {
  /** `owner/repo` as the hub spells it. */
  name: string;
  /** The commit that the files are of. */
  revision: string;
  /** As its author declares it, such as `apache-2.0`. */
  licence: string | undefined;
  /** Unix seconds. */
  created: number | undefined;
  files: RepositoryFile[];
}

/** A repository that a search found. */
export interface FoundRepository {
  name: string;
  /** In the last month. */
  downloads: number;
  licence: string | undefined;
  /** Whether the hub gives it only to those who have accepted its terms. */
  gated: boolean;
}

const safePath = /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\\\p{Cc}]+$/u;

const repositorySchema = z.object({
  id: z.string(),
  sha: z.string().regex(/^[\w.-]+$/),
  createdAt: z.string().optional(),
  tags: z.array(z.string()).default([]),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().int().nonnegative().optional(),
      lfs: z
        .object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().nonnegative() })
        .nullish(),
    }),
  ),
});

const searchSchema = z.array(
  z.object({
    id: z.string(),
    downloads: z.number().default(0),
    gated: z.union([z.boolean(), z.string()]).default(false),
    tags: z.array(z.string()).default([]),
  }),
);

/** The hub, or its mirror in `HF_ENDPOINT`. */
export function hubEndpoint(): string {
  return (process.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
}

/** The headers that say who asks: `HF_TOKEN`, when it is set. */
export function hubAuthorization(): Record<string, string> {
  return process.env.HF_TOKEN ? { Authorization: `Bearer ${process.env.HF_TOKEN}` } : {};
}

/** Lists a repository's files with their sizes and hashes. */
export async function readRepository(repository: string, signal?: AbortSignal): Promise<Repository> {
  const answer = await ask(`/api/models/${repository}?blobs=true`, repositorySchema, repository, signal);
  return {
    name: answer.id,
    revision: answer.sha,
    licence: licenceOf(answer.tags),
    created: answer.createdAt ? Math.floor(Date.parse(answer.createdAt) / 1000) : undefined,
    files: answer.siblings
      .filter(({ rfilename }) => safePath.test(rfilename))
      .map(({ rfilename, size, lfs }) => ({
        file: rfilename,
        bytes: lfs?.size ?? size ?? 0,
        sha256: lfs?.sha256,
      })),
  };
}

/** Repositories with models in GGUF format that match the words, the most fetched first. */
export async function searchHub(
  words: string,
  limit: number,
  signal?: AbortSignal,
): Promise<FoundRepository[]> {
  const query = new URLSearchParams({
    search: words,
    filter: "gguf",
    sort: "downloads",
    direction: "-1",
    limit: `${limit}`,
  });
  const found = await ask(`/api/models?${query}`, searchSchema, "the search", signal);
  return found.map(({ id, downloads, gated, tags }) => ({
    name: id,
    downloads,
    licence: licenceOf(tags),
    gated: gated !== false,
  }));
}

async function ask<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  what: string,
  signal?: AbortSignal,
): Promise<z.output<Schema>> {
  const timeout = AbortSignal.timeout(connectTimeoutMs);
  const url = `${hubEndpoint()}${path}`;
  const response = await fetch(url, {
    headers: { Accept: "application/json", ...hubAuthorization() },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw unreachable(error);
  });
  if (response.status === 401 || response.status === 403 || response.status === 404) throw denied(what);
  const body = response.ok ? await response.json().catch(() => undefined) : undefined;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new UserError(
    `The Hugging Face hub gave no usable answer about ${what} (HTTP status ${response.status}).`,
    "Try again later, or name the path of a .gguf file.",
  );
}

function denied(what: string): UserError {
  return new UserError(
    `The Hugging Face hub shows no ${what}: there is none of that name, or it is not open to everyone.`,
    process.env.HF_TOKEN
      ? "Check the name, and that the account of HF_TOKEN has accepted the repository's terms."
      : "Check the name. For a private or gated repository set HF_TOKEN.",
  );
}

function unreachable(error: Error): UserError {
  const reason = error.name === "TimeoutError" ? `no answer in ${connectTimeoutMs / 1000} s` : causeOf(error);
  return new UserError(
    `The Hugging Face hub (${hubEndpoint()}) can't be reached: ${reason}.`,
    "Check the network, or set HF_ENDPOINT to a mirror.",
    { cause: error },
  );
}

/** What is behind a `fetch failed`. */
export function causeOf(error: Error): string {
  const { message, cause } = error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return message === "fetch failed" ? `not reachable${code ? ` (${code})` : ""}` : message;
}

function licenceOf(tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag.startsWith("license:"))?.slice("license:".length);
}
