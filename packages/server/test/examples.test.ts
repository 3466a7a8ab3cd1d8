import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTinyServer, type TestServer } from "./support/server.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
let server: TestServer;

beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const example = async (name: string) => {
  const env = { ...process.env, OPENROUTER_BASE_URL: `${server.url}/api/v1`, OPENROUTER_API_KEY: "" };
  const options = { cwd: root, env };
  return promisify(execFile)(process.execPath, ["--import", "tsx", `examples/${name}.ts`], options);
};

describe("the examples run as they are", () => {
  test("stream", async () => {
    const { stdout, stderr } = await example("stream");
    expect(stdout.length).toBeGreaterThan(0);
    expect(stderr).toMatch(/generation gen-\d+-\w{20}/);
    expect(stderr).toMatch(/\d+ tokens/);
  });

  test("errors", async () => {
    expect((await example("errors")).stdout).toMatch(/^The API said 404: .*no-such-model/);
  });

  test("structured-output", async () => {
    expect((await example("structured-output")).stdout).toMatch(/, \d{1,3}: /);
  });

  test("tool-calls", async () => {
    expect((await example("tool-calls")).stdout).toMatch(/^get_weather\([\s\S]+\)\n/);
  });

  test("tools", async () => {
    const { stdout } = await example("tools");
    expect(stdout).toMatch(/^get_weather\([\s\S]+\)\n→ 21 °C\n/);
    expect(stdout).toMatch(/\n(completed|stopped) after [23] steps and \d+ tokens\n$/);
  });

  test("next-route", async () => {
    const ask = `import { POST } from "./examples/next-route.ts";
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ model: "openrouter/auto", messages: [{ role: "user", content: "Hi" }] });
      const post = (cookie) =>
        POST(new Request("http://localhost/", { method: "POST", headers: { ...headers, cookie }, body }));
      for (const cookie of ["", "session=1"]) console.log((await post(cookie)).status);`;
    const env = { ...process.env, OPENROUTER_BASE_URL: `${server.url}/api/v1`, OPENROUTER_API_KEY: "" };
    const args = ["--import", "tsx", "--input-type=module", "-e", ask];
    expect((await promisify(execFile)(process.execPath, args, { cwd: root, env })).stdout).toBe("401\n200\n");
  });

  test("testing", async () => {
    const args = ["--import", "tsx", "--test", "examples/testing.test.ts"];
    // A test runner that finds itself inside another reports to that one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
    expect(stdout).toMatch(/pass 2\n/);
  });
});
