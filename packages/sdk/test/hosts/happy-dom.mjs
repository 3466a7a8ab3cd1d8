// A page of happy-dom, with its fetch and classes in place of Node's. `abort` as third argument: its AbortController only,
// beside the fetch of Node, as some set-ups have it.
import process from "node:process";
import { Window } from "happy-dom";

const [url, closed, only] = process.argv.slice(2);
const window = new Window({ url, settings: { fetch: { disableSameOriginPolicy: true } } });
const names = ["AbortController", "AbortSignal"];
if (only !== "abort") names.push("fetch", "Request", "Response", "Headers", "ReadableStream", "Blob");
for (const name of names) {
  const value = window[name];
  globalThis[name] = name === "fetch" ? value.bind(window) : value;
}

const sdk = await import("@openrouter/sdk");
const errors = await import("@openrouter/sdk/models/errors");
const { check } = await import("./check.mjs");
console.log(JSON.stringify(await check({ sdk, errors, url, closed })));
process.exit(0);
