// npm start: from a fresh clone to a chat. The arguments are those of `openrouter chat`.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { build, install, root } from "./setup.mjs";

install();
build();
const cli = join(root, "packages/server/dist/cli/main.js");
const child = spawn(process.execPath, [cli, "chat", ...process.argv.slice(2)], { stdio: "inherit" });
// A terminal sends Ctrl-C to both; the chat decides what it means.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
