import { styleText } from "node:util";
import { Command, CommanderError } from "commander";
import { chatCommand } from "./chat.js";
import { Ended, outputClosed, watchOutput } from "./ending.js";
import { describeFailure } from "./failure.js";
import { keysCommand } from "./keys.js";
import { modelsCommand } from "./models.js";
import { providersCommand } from "./providers.js";
import { serveCommand } from "./serve.js";
import { usageCommand } from "./usage.js";

const program = new Command("openrouter")
  .description(
    "Chat with language models on this machine, or serve them to programs that speak the OpenRouter API.",
  )
  .version("0.1.0")
  .showHelpAfterError("Add --help for what is possible.")
  .configureHelp({ showGlobalOptions: true })
  .addHelpText("after", examples())
  .addCommand(serveCommand())
  .addCommand(chatCommand())
  .addCommand(modelsCommand())
  .addCommand(providersCommand())
  .addCommand(keysCommand())
  .addCommand(usageCommand());

/** Exit codes: 0 done, 1 failed, 2 not understood, 128 and its number when a signal ended it (130 for Ctrl-C). */
for (const command of [
  program,
  ...program.commands,
  ...program.commands.flatMap(({ commands }) => commands),
]) {
  command.exitOverride();
}

watchOutput();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof Ended) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else if (!outputClosed.aborted) {
    process.stderr.write(`${styleText("red", describeFailure(error), { stream: process.stderr })}\n`);
    process.exitCode = 1;
  }
}

function examples(): string {
  return `
Examples:
  openrouter chat "What is the capital of France?"
  openrouter serve --port 8787
  openrouter serve --model ./my-model.gguf --api-key "$KEY" --host 0.0.0.0
  openrouter serve --model hf:Qwen/Qwen3-4B-GGUF:Q4_K_M
  openrouter models search qwen3 coder

Environment:
  OPENROUTER_MODEL_PATH       model to use when none is named: whatever --model takes
  OPENROUTER_CACHE_DIR        where models are kept
  OPENROUTER_DATA_DIR         where the record of generations is kept
  OPENROUTER_SERVER_API_KEYS  keys that "serve" accepts, separated by commas
  OPENROUTER_API_KEY          key that "chat" sends
  HF_ENDPOINT                 mirror of the Hugging Face hub
  HF_TOKEN                    token for the hub's private and gated models
`;
}
