// The route handler in workerd, by miniflare. Arguments: the worker's script and the scripted server's URL.
import { readFileSync } from "node:fs";
import process from "node:process";
import * as sdk from "@openrouter/sdk";
import { Miniflare } from "miniflare";
import { checkRoute } from "./route.mjs";

const [script, url] = process.argv.slice(2);
const miniflare = new Miniflare({
  modules: true,
  script: readFileSync(script, "utf8"),
  compatibilityDate: "2026-01-01",
  bindings: { url },
});
const { origin } = await miniflare.ready;
console.log(JSON.stringify(await checkRoute({ sdk, origin, upstream: url })));
await miniflare.dispose();
process.exit(0);
