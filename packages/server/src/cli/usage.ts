import { Command } from "commander";
import { nonEmpty, wholeNumber } from "./option-values.js";
import { type StorageChoice, withStorage } from "./storage.js";
import { table } from "./table.js";

const dayMs = 86_400_000;

/** `openrouter usage`: what was asked for and spent. */
export function usageCommand(): Command {
  return new Command("usage")
    .description("Show requests, tokens and spending by day (UTC), model and endpoint.")
    .option("-c, --config <file>", "the server's configuration file, for its database", nonEmpty)
    .option("--database-url <url>", "the server's database (default: the file that serve uses)", nonEmpty)
    .option("--days <number>", "how many days, today included", wholeNumber(1, 3_650), 30)
    .action(usage);
}

async function usage({ days, ...choice }: StorageChoice & { days: number }): Promise<void> {
  const from = new Date(Date.now() - (days - 1) * dayMs).toISOString().slice(0, 10);
  const to = new Date().toISOString().slice(0, 10);
  const found = await withStorage(choice, ({ activity }) => activity({ from, to }));
  if (found.length === 0) process.stdout.write("Nothing was asked for.\n");
  const rows = found.map((one) => [
    one.date,
    one.model,
    one.endpoint ?? one.provider ?? "",
    `${one.requests} requests`,
    `${one.promptTokens} + ${one.completionTokens} tokens`,
    `$${one.cost}`,
  ]);
  process.stdout.write(table(rows));
}
