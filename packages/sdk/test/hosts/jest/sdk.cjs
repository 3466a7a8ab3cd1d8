const sdk = require("@openrouter/sdk");
const errors = require("@openrouter/sdk/models/errors");
const { check } = require("../check.mjs");

test("the client in jsdom", async () => {
  const { SDK_TEST_URL: url, SDK_TEST_CLOSED: closed } = process.env;
  expect(await check({ sdk, errors, url, closed })).toEqual([]);
}, 30_000);
