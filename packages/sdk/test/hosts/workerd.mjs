// A worker in workerd, by miniflare. Arguments: the worker's script, the server's URL and one that nothing listens on.
import { readFileSync } from "node:fs";
import process from "node:process";
import { Miniflare } from "miniflare";

const [script, url, closed] = process.argv.slice(2);
const miniflare = new Miniflare({
  modules: true,
  script: readFileSync(script, "utf8"),
  compatibilityDate: "2026-01-01",
  bindings: { url, closed },
});
const response = await miniflare.dispatchFetch("http://localhost/");
console.log(await response.text());
await miniflare.dispose();
process.exit(0);
