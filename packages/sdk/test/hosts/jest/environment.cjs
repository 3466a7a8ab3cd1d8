// jsdom has no fetch: projects add Node's to it, beside the AbortController of jsdom.
const { TestEnvironment } = require("jest-environment-jsdom");

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { fetch, Request, Response, Headers, ReadableStream, TextDecoder });
  }
};
