import type { Account } from "../generation/account.js";
import { ApiError } from "../generation/api-error.js";
import type { GuardedKey, StoredKey } from "../storage/key-table.js";
import { ApiKeys } from "./api-keys.js";
import type { KeyDirectory } from "./key-directory.js";

/** Who asks. */
export interface Client {
  /** A name that does not give the key away. */
  id: string;
  /** Manages keys, and asks for no answers. */
  management: boolean;
  /** What is kept of the key; absent: it is one of those that the server was started with. */
  key?: StoredKey | undefined;
  account?: Account | undefined;
}

export interface AccessOptions {
  /** Keys that ask for answers, without limits. */
  apiKeys: readonly string[];
  /** Keys that manage keys. */
  managementKeys: readonly string[];
  /** Under which the names of keys are made, so that nobody can guess a key by its name. */
  secret: Buffer;
  /** Keys of the database; absent: there are none, and none can be made. */
  directory?: KeyDirectory | undefined;
}

/** Says whom a key belongs to. */
export class Access {
  readonly #apiKeys: ApiKeys;
  readonly #managementKeys: ApiKeys;
  readonly directory: KeyDirectory | undefined;

  constructor({ apiKeys, managementKeys, secret, directory }: AccessOptions) {
    this.#apiKeys = new ApiKeys(apiKeys, secret);
    this.#managementKeys = new ApiKeys(managementKeys, secret);
    this.directory = directory;
  }

  /** Whether nobody is served without a key. */
  get required(): boolean {
    return this.#apiKeys.required || this.directory !== undefined;
  }

  /** Rejects with a 401 for a key that is not known, and a 503 where that can't be found out. */
  async identify(authorization: string | undefined): Promise<Client> {
    const text = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (text === undefined) {
      throw unauthorized("No API key: send it in the header Authorization: Bearer <key>");
    }
    const owner = this.#apiKeys.ownerOf(text);
    if (owner !== undefined) return { id: owner, management: false };
    const manager = this.#managementKeys.ownerOf(text);
    if (manager !== undefined) return { id: manager, management: true };
    const key = await this.#find(text);
    if (!key) throw unauthorized("The API key is not valid");
    if (key.disabled) throw unauthorized("The API key is disabled");
    if (key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now()) {
      throw unauthorized(`The API key expired at ${key.expiresAt}`);
    }
    return { id: clientOf(key), management: key.management, key, account: accountOf(key) };
  }

  async #find(text: string): Promise<GuardedKey | undefined> {
    try {
      return await this.directory?.find(text);
    } catch {
      throw new ApiError(503, "provider_unavailable", "Keys can't be looked up at the moment", {
        headers: { "Retry-After": "1" },
      });
    }
  }
}

/** The name under which a key's generations are kept. */
export function clientOf({ hash }: Pick<StoredKey, "hash">): string {
  return `key:${hash.slice(0, 16)}`;
}

/** What a key says, and what its guardrails say: all of it holds. */
function accountOf({ guardrails, ...key }: GuardedKey): Account {
  const all = [key, ...guardrails];
  return {
    budgets: all.flatMap(({ limit, limitReset }) =>
      limit === null ? [] : [{ limit, reset: limitReset ?? ("lifetime" as const) }],
    ),
    allowedModels: all.flatMap(({ allowedModels }) => (allowedModels ? [allowedModels] : [])),
    allowedProviders: all.flatMap(({ allowedProviders }) => (allowedProviders ? [allowedProviders] : [])),
    zdr: guardrails.some(({ zdr }) => zdr),
    filters: guardrails.flatMap(({ filters }) => filters),
    limits: key.limits,
  };
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, "authentication", message, { headers: { "WWW-Authenticate": "Bearer" } });
}
