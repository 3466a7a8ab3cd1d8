import { createInterface } from "node:readline/promises";
import type { DownloadOffer } from "../model-files/index.js";
import { UserError } from "../user-error.js";
import { Ended } from "./ending.js";
import { plainText } from "./terminal-text.js";

export interface ConsentOptions {
  /** Whether the answer is yes without asking. */
  yes: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Says what a download costs, and in a terminal asks whether to go on. Where nobody can answer (no terminal, or `CI` is
 * set) it goes on.
 */
export function askConsent({ yes, signal }: ConsentOptions) {
  return async (offer: DownloadOffer): Promise<void> => {
    process.stderr.write(`${describeOffer(offer)}\n`);
    if (yes || process.env.CI || !process.stdin.isTTY || !process.stderr.isTTY) return;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const left = new AbortController();
    terminal.once("SIGINT", () => left.abort(new Ended("SIGINT")));
    terminal.once("close", () => left.abort(declined()));
    try {
      const until = AbortSignal.any([left.signal, ...(signal ? [signal] : [])]);
      const answer = await terminal.question("Fetch it? [Y/n] ", { signal: until }).catch(() => {
        throw until.reason;
      });
      if (!/^\s*(y|yes)?\s*$/i.test(answer)) throw declined();
    } finally {
      terminal.close();
    }
  };
}

function declined(): UserError {
  return new UserError(
    "Nothing was fetched.",
    'See "openrouter models list" for lighter models, or name a .gguf file with --model.',
  );
}

/** Size, licence and place in a line. */
export function describeOffer({ title, bytes, folder, licence }: DownloadOffer): string {
  const terms = licence === undefined ? "no licence given" : `licence ${plainText(licence)}`;
  return `${plainText(title)}: ${size(bytes)} to fetch, once, into ${folder} (${terms})`;
}

/** Bytes in MB, or in GB from there. */
export function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
