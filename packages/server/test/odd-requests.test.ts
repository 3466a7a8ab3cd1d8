import { afterAll, beforeAll, expect, test } from "vitest";
import { errorResponseSchema } from "../src/formats/chat-completions/schema/response.js";
import type { RunningServer } from "../src/options.js";
import { provider, route } from "./router/support.js";
import { rawRequest, readAnswer } from "./support/raw-request.js";
import { oddRequests } from "./torture/odd-requests.js";

let server: RunningServer;
beforeAll(async () => {
  server = await route({
    providers: [provider("nobody", "http://127.0.0.1:9")],
    models: [{ id: "acme/model", endpoints: [{ provider: "nobody", model: "model" }] }],
  });
});
afterAll(() => server.close(0));

test.each(oddRequests)("$name: $status", async ({ bytes, status }) => {
  const answer = readAnswer(await rawRequest(server.port, bytes));
  expect(answer.status).toBe(status);
  if (status === 200) expect(answer.body).toHaveProperty("data");
  else expect(errorResponseSchema.parse(answer.body).error.code).toBe(status);
});

test("the server is none the worse for it", async () => {
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});
