import { Command, InvalidArgumentError, Option } from "commander";
import { clientOf } from "../accounts/access.js";
import { storedKey } from "../accounts/key-text.js";
import type { StoredKey } from "../storage/key-table.js";
import { periodsAt } from "../storage/spend.js";
import { UserError } from "../user-error.js";
import { nonEmpty } from "./option-values.js";
import { type StorageChoice, withStorage } from "./storage.js";
import { table } from "./table.js";

interface CreateOptions extends StorageChoice {
  name: string;
  limit?: string;
  reset?: "daily" | "weekly" | "monthly";
  expires?: string;
  management?: boolean;
}

/** Keys listed at a time. */
const page = 1_000;

/** `openrouter keys`: the keys that a server with accounts keeps. */
export function keysCommand(): Command {
  const command = new Command("keys").description(
    "Make, list and revoke the keys of a server with accounts.",
  );
  const withDatabase = (one: Command) =>
    one
      .option("-c, --config <file>", "the server's configuration file, for its database", nonEmpty)
      .option("--database-url <url>", "the server's database (default: the file that serve uses)", nonEmpty);
  withDatabase(command.command("create"))
    .description("Make a key. It is printed once: nobody can read it again.")
    .requiredOption("--name <name>", "what the key is for", nonEmpty)
    .option("--limit <dollars>", "the most that may be spent with it", dollars)
    .addOption(
      new Option("--reset <period>", "when the limit begins anew").choices(["daily", "weekly", "monthly"]),
    )
    .option("--expires <time>", "when it ends, such as 2027-01-01T00:00:00Z", time)
    .option("--management", "a key that manages keys over HTTP, and asks for no answers")
    .action(create);
  withDatabase(command.command("list", { isDefault: true }))
    .description("Show the keys, and what was spent with them.")
    .action(list);
  withDatabase(command.command("revoke"))
    .argument("<hash>", "the key's hash, or its beginning")
    .description("Delete a key: servers refuse it within a second.")
    .action(revoke);
  return command;
}

async function create(options: CreateOptions): Promise<void> {
  const { text, key } = storedKey({
    name: options.name,
    management: options.management ?? false,
    limit: options.limit ?? null,
    limitReset: options.reset ?? null,
    expiresAt: options.expires ?? null,
  });
  await withStorage(options, ({ keys }) => keys.insert(key));
  process.stdout.write(`${text}\n`);
  process.stderr.write(`It is not shown again. Its hash, by which it is revoked: ${key.hash}\n`);
}

async function list(options: StorageChoice): Promise<void> {
  await withStorage(options, async ({ keys, spend }) => {
    for (let offset = 0; ; offset += page) {
      const found = await keys.list({ offset, limit: page, disabled: true });
      const { lifetime } = periodsAt(new Date().toISOString());
      const balances = await spend.balances(
        found.map((key) => ({ account: clientOf(key), period: lifetime })),
      );
      process.stdout.write(table(found.map((key, index) => rowOf(key, balances[index]!.spent))));
      if (found.length < page) return;
    }
  });
}

function rowOf(key: StoredKey, spent: string): string[] {
  const { hash, label, name, limit, limitReset, management, disabled, expiresAt } = key;
  const budget = limit === null ? "" : ` of $${limit}${limitReset === null ? "" : ` ${limitReset}`}`;
  const marks = [management && "management", disabled && "disabled", expiresAt && `until ${expiresAt}`];
  return [hash.slice(0, 16), label, name, `$${spent}${budget}`, marks.filter(Boolean).join(", ")];
}

async function revoke(hash: string, options: StorageChoice): Promise<void> {
  await withStorage(options, async ({ keys }) => {
    const matches: StoredKey[] = [];
    for (let offset = 0; ; offset += page) {
      const found = await keys.list({ offset, limit: page, disabled: true });
      matches.push(...found.filter((key) => key.hash.startsWith(hash.toLowerCase())));
      if (found.length < page) break;
    }
    const [match, second] = matches;
    if (!match || second) {
      throw new UserError(
        match ? `Several keys begin with ${hash}.` : `No key has the hash ${hash}.`,
        'See "openrouter keys list".',
      );
    }
    await keys.delete(match.hash);
    process.stdout.write(`Revoked ${match.label} (${match.name})\n`);
  });
}

function dollars(text: string): string {
  if (/^\d{1,7}(\.\d{1,12})?$/.test(text)) return text;
  throw new InvalidArgumentError("Use US dollars, such as 12.50.");
}

function time(text: string): string {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError("Use a time such as 2027-01-01T00:00:00Z.");
  return new Date(value).toISOString();
}
