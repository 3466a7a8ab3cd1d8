// For runtimes that load packages: Node.js, Bun, Deno. Arguments: the server's URL and one that nothing listens on.
import { createRequire } from "node:module";
import process from "node:process";
import * as sdk from "@openrouter/sdk";
import { createChatSession } from "@openrouter/sdk/chat-session";
import * as errors from "@openrouter/sdk/models/errors";
import { check } from "./check.mjs";

const [url, closed] = process.argv.slice(2);
const createSession = async () => (client) => createChatSession({ client, request: { model: "plain" } });
const faults = await check({ sdk: { ...sdk, createSession }, errors, url, closed });
if (createRequire(import.meta.url)("@openrouter/sdk/models/errors").ChatError !== errors.ChatError) {
  faults.push("import and require give two sets of classes");
}
console.log(JSON.stringify(faults));
process.exit(0);
