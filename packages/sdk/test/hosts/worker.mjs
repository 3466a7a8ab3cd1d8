// The worker's script, to be bundled.
import * as sdk from "@openrouter/sdk";
import * as errors from "@openrouter/sdk/models/errors";
import { check } from "./check.mjs";

export default {
  async fetch(_, { url, closed }) {
    try {
      return Response.json(await check({ sdk, errors, url, closed }));
    } catch (error) {
      return Response.json([`${error?.stack}`]);
    }
  },
};
