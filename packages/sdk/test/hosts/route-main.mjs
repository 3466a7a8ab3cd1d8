// The route handler behind the server that a runtime brings: Node.js, Bun, Deno. Argument: the scripted server's URL.
import process from "node:process";
import * as sdk from "@openrouter/sdk";
import { OpenRouterCore } from "@openrouter/sdk/core";
import { createRouteHandler, toNodeListener } from "@openrouter/sdk/server";
import { checkRoute, models } from "./route.mjs";

const [upstream] = process.argv.slice(2);
const client = new OpenRouterCore({ serverURL: upstream, apiKey: "k", retryConfig: { strategy: "none" } });
const handler = createRouteHandler({ client, models });
const address = { port: 0, hostname: "127.0.0.1" };

async function listen() {
  const { Bun, Deno } = globalThis;
  if (Bun) return Bun.serve({ ...address, fetch: handler }).port;
  if (Deno) return Deno.serve({ ...address, onListen() {} }, handler).addr.port;
  const { createServer } = await import("node:http");
  const server = createServer(toNodeListener(handler));
  await new Promise((resolve) => server.listen(0, address.hostname, resolve));
  return server.address().port;
}

const origin = `http://${address.hostname}:${await listen()}`;
console.log(JSON.stringify(await checkRoute({ sdk, origin, upstream })));
process.exit(0);
