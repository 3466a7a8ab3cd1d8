// For a page and a service worker of a browser, to be bundled.
import * as sdk from "@openrouter/sdk";
import * as errors from "@openrouter/sdk/models/errors";
import { check } from "./check.mjs";

globalThis.checkHost = (url, closed) => check({ sdk, errors, url, closed });
globalThis.addEventListener("message", async ({ data, source }) => {
  if (data?.url && source?.postMessage) source.postMessage(await globalThis.checkHost(data.url, data.closed));
});
